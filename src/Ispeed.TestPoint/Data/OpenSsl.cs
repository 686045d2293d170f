using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Ispeed.TestPoint.Data;

/// <summary>The few functions of OpenSSL 3 that a TLS session of load needs (openssl/ssl.h, openssl/bio.h): the same library that SslStream uses, without what stands between.</summary>
internal static partial class OpenSsl
{
    public const int WantRead = 2; // SSL_ERROR_WANT_READ
    public const int ZeroReturn = 6; // SSL_ERROR_ZERO_RETURN
    public const int ControlMode = 33;
    public const int ControlSessionCache = 44;
    public const int ControlExtraChain = 14;
    public const int ControlLeastVersion = 123;
    public const int Tls12 = 0x0303;
    public const int ModeMovingBufferAndRelease = 0x02 | 0x10; // ACCEPT_MOVING_WRITE_BUFFER, RELEASE_BUFFERS
    public const ulong OptionServerPreference = 1UL << 22;
    public const ulong OptionNoRenegotiation = 1UL << 30;
    public const int KeyRsa = 6; // EVP_PKEY_RSA
    public const int KeyEc = 408; // EVP_PKEY_EC
    public const int SendNoWait = 0x40 | 0x4000; // MSG_DONTWAIT, MSG_NOSIGNAL

    private const string Tls = "libssl.so.3";
    private const string Crypto = "libcrypto.so.3";
    private const int BioReset = 1;
    private const int BioInfo = 3;
    private const int BioReadBufferSize = 117;
    private const int BioPending = 10;

    /// <summary>Whether this machine has the library; it is asked for once.</summary>
    public static bool IsThere { get; } =
        OperatingSystem.IsLinux() && NativeLibrary.TryLoad(Tls, out _) && NativeLibrary.TryLoad(Crypto, out _);

    /// <summary>Throws away what a memory BIO holds.</summary>
    public static void Empty(nint bio) => BioControl(bio, BioReset, 0, 0);

    /// <summary>What a memory BIO holds, valid until it is written to again.</summary>
    public static unsafe ReadOnlySpan<byte> Content(nint bio)
    {
        nint data;
        var length = BioControl(bio, BioInfo, 0, (nint)(&data));
        return new((void*)data, (int)length);
    }

    /// <summary>Lets a buffering BIO read so much at a time; false while it holds something, which would be lost.</summary>
    public static bool TryWiden(nint bio, int bytes) =>
        BioControl(bio, BioPending, 0, 0) == 0 && BioIntControl(bio, BioReadBufferSize, bytes, 0) == 1;

    [LibraryImport(Tls, EntryPoint = "TLS_server_method")]
    public static partial nint ServerMethod();

    [LibraryImport(Tls, EntryPoint = "SSL_CTX_new")]
    public static partial SessionMaker NewContext(nint method);

    [LibraryImport(Tls, EntryPoint = "SSL_CTX_free")]
    public static partial void FreeContext(nint context);

    [LibraryImport(Tls, EntryPoint = "SSL_CTX_ctrl")]
    public static partial nint Control(SessionMaker context, int command, nint number, nint pointer);

    [LibraryImport(Tls, EntryPoint = "SSL_CTX_set_options")]
    public static partial ulong SetOptions(SessionMaker context, ulong options);

    [LibraryImport(Tls, EntryPoint = "SSL_CTX_set_ciphersuites", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int SetSuites13(SessionMaker context, string names);

    [LibraryImport(Tls, EntryPoint = "SSL_CTX_set_cipher_list", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int SetSuites12(SessionMaker context, string names);

    [LibraryImport(Tls, EntryPoint = "SSL_CTX_use_certificate_ASN1")]
    public static partial int UseCertificate(SessionMaker context, int length, ReadOnlySpan<byte> der);

    [LibraryImport(Tls, EntryPoint = "SSL_CTX_use_PrivateKey_ASN1")]
    public static partial int UsePrivateKey(int kind, SessionMaker context, ReadOnlySpan<byte> der, nint length);

    [LibraryImport(Tls, EntryPoint = "SSL_new")]
    public static partial Session NewSession(SessionMaker context);

    [LibraryImport(Tls, EntryPoint = "SSL_free")]
    public static partial void FreeSession(nint session);

    [LibraryImport(Tls, EntryPoint = "SSL_set_bio")]
    public static partial void SetBio(Session session, nint read, nint write);

    [LibraryImport(Tls, EntryPoint = "SSL_set_accept_state")]
    public static partial void SetAcceptState(Session session);

    [LibraryImport(Tls, EntryPoint = "SSL_do_handshake")]
    public static partial int Handshake(Session session);

    [LibraryImport(Tls, EntryPoint = "SSL_read")]
    public static partial int Read(Session session, Span<byte> buffer, int length);

    [LibraryImport(Tls, EntryPoint = "SSL_write")]
    public static partial int Write(Session session, ReadOnlySpan<byte> buffer, int length);

    [LibraryImport(Tls, EntryPoint = "SSL_get_error")]
    public static partial int ErrorOf(Session session, int result);

    [LibraryImport(Crypto, EntryPoint = "ERR_clear_error")]
    public static partial void ClearErrors();

    [LibraryImport(Crypto, EntryPoint = "d2i_X509")]
    public static partial nint ReadCertificate(nint into, ref nint der, nint length);

    [LibraryImport(Crypto, EntryPoint = "BIO_new_socket")]
    public static partial nint NewSocketBio(nint descriptor, int close);

    [LibraryImport(Crypto, EntryPoint = "BIO_s_mem")]
    public static partial nint MemoryMethod();

    [LibraryImport(Crypto, EntryPoint = "BIO_f_buffer")]
    public static partial nint BufferMethod();

    [LibraryImport(Crypto, EntryPoint = "BIO_push")]
    public static partial nint Push(nint upper, nint lower);

    [LibraryImport(Crypto, EntryPoint = "BIO_new")]
    public static partial nint NewBio(nint method);

    [LibraryImport(Crypto, EntryPoint = "BIO_read")]
    public static partial int ReadBio(nint bio, Span<byte> buffer, int length);

    [LibraryImport(Crypto, EntryPoint = "BIO_number_read")]
    public static partial ulong BioBytesRead(nint bio);

    [LibraryImport("libc", EntryPoint = "send")]
    public static partial nint Send(SafeHandle socket, ReadOnlySpan<byte> bytes, nint length, int flags);

    [LibraryImport(Crypto, EntryPoint = "BIO_int_ctrl")]
    private static partial nint BioIntControl(nint bio, int command, nint number, int which);

    [LibraryImport(Crypto, EntryPoint = "BIO_ctrl")]
    private static partial nint BioControl(nint bio, int command, nint number, nint pointer);

    /// <summary>SSL_CTX: makes sessions.</summary>
    internal sealed class SessionMaker() : SafeHandleZeroOrMinusOneIsInvalid(ownsHandle: true)
    {
        protected override bool ReleaseHandle()
        {
            FreeContext(handle);
            return true;
        }
    }

    /// <summary>SSL: one session, with both its BIOs.</summary>
    internal sealed class Session() : SafeHandleZeroOrMinusOneIsInvalid(ownsHandle: true)
    {
        protected override bool ReleaseHandle()
        {
            FreeSession(handle);
            return true;
        }
    }
}
