/**
 * `<passkey-button>`: makes or shows a passkey and sends the form around it with what the device said.
 * Attributes in: `does` (make or show), `options` (where the hub says what it asks for), `token` (proof that the page is the hub's), `failed` (a sentence).
 * Hidden until it can work, so that a page without scripts does not promise it.
 */
class PasskeyButton extends HTMLElement {
  #asking = new AbortController();

  connectedCallback(): void {
    const button = this.querySelector('button');
    if (!button || !window.PublicKeyCredential || !('parseCreationOptionsFromJSON' in PublicKeyCredential)) {
      return;
    }

    this.#asking = new AbortController();
    this.hidden = false;
    button.addEventListener('click', () => void this.#ask(button), { signal: this.#asking.signal });
  }

  disconnectedCallback(): void {
    this.#asking.abort();
  }

  async #ask(button: HTMLButtonElement): Promise<void> {
    const input = this.querySelector('input');
    const failed = this.querySelector<HTMLElement>('[role=alert]');
    button.disabled = true;
    try {
      const credential = await this.#credential();
      if (input && credential) {
        input.value = JSON.stringify(credential.toJSON());
        this.closest('form')?.requestSubmit();
      }
    } catch {
      // The person closed the question, the device has no passkey, or the network is gone: all are mended by asking again or by the other way.
      if (failed) {
        failed.textContent = this.getAttribute('failed');
        failed.hidden = false;
      }
    } finally {
      button.disabled = false;
    }
  }

  async #credential(): Promise<PublicKeyCredential | null> {
    const { signal } = this.#asking;
    const answer = await fetch(this.getAttribute('options') ?? '', {
      method: 'POST',
      headers: { RequestVerificationToken: this.getAttribute('token') ?? '' },
      signal,
    });
    if (!answer.ok) {
      throw new Error(`options: ${answer.status}`);
    }

    const options = await answer.json();
    const made =
      this.getAttribute('does') === 'make'
        ? navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options), signal })
        : navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options), signal });
    return (await made) as PublicKeyCredential | null;
  }
}

customElements.define('passkey-button', PasskeyButton);
