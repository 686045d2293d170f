import { join } from 'node:path';
import { builtHub, builtPoint, freePort, Program } from './programs.ts';

const registerMs = 30_000;

/** A hub with an empty store and one test point that is registered with it, as `./run` starts them. */
export class House {
  readonly address: string;
  readonly hub: Program;
  readonly point: Program;

  private constructor(address: string, hub: Program, point: Program) {
    this.address = address;
    this.hub = hub;
    this.point = point;
  }

  static async start(): Promise<House> {
    const [hubPort, pointPort] = [await freePort(), await freePort()];
    const address = `http://127.0.0.1:${hubPort}`;
    const hub = await Program.start(builtHub!, (folder) => ['--urls', address, '--data', folder], `${address}/health/ready`);
    try {
      const point = await Program.start(
        builtPoint!,
        (folder) => [
          ...['--id', 'local', '--name', 'Điểm đo thử', '--port', String(pointPort), '--admin-port', '0', '--data', folder],
          ...['--public-url', `ws://127.0.0.1:${pointPort}`, '--hub', address, '--enrolment-key', join(hub.folder, 'enrolment.key')],
        ],
        `http://127.0.0.1:${pointPort}/ispeed/v1/hello`,
      );
      const house = new House(address, hub, point);
      await house.#registered();
      return house;
    } catch (failure) {
      await hub.stop();
      throw failure;
    }
  }

  async stop(): Promise<void> {
    await Promise.all([this.point.stop(), this.hub.stop()]);
  }

  async #registered(): Promise<void> {
    // Liveness: a point that is not in the hub's list within thirty seconds will not be.
    for (const deadline = Date.now() + registerMs; Date.now() < deadline; ) {
      if ((await fetch(`${this.address}/api/v1/points/local`)).ok) {
        return;
      }

      await new Promise((resolve) => setTimeout(resolve, 200));
    }

    await this.stop();
    throw new Error(`the point did not register:\n${this.point.output.slice(-2000)}\n${this.hub.output.slice(-2000)}`);
  }
}
