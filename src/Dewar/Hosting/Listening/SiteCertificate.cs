using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Dewar.Hosting;

/// <summary>The certificate by which the site listens with TLS, with those that lead to its authority. One that is renewed is taken up without a new start.</summary>
internal sealed partial class SiteCertificate
{
    private readonly Lock _lock = new();
    private readonly string _certificate;
    private readonly string _key;
    private readonly ILogger _log;
    private (DateTime Certificate, DateTime Key) _written;
    private SslStreamCertificateContext _context;

    /// <param name="key">The file of its key; the same where both are in one.</param>
    /// <exception cref="IOException">The files are not there, or not what they should be.</exception>
    public SiteCertificate(string certificate, string key, ILogger log)
    {
        (_certificate, _key, _log) = (certificate, key, log);
        _written = Written();
        try
        {
            _context = Read();
        }
        catch (Exception failure) when (IsOfTheFiles(failure))
        {
            throw new IOException($"The site's certificate can't be used: {failure.Message} (tls-certificate {certificate}, tls-key {key})", failure);
        }
    }

    /// <summary>For the next that connects.</summary>
    public SslStreamCertificateContext Context
    {
        get
        {
            lock (_lock)
            {
                if (Written() is var written && written != _written)
                {
                    Renew();
                    _written = written;
                }

                return _context;
            }
        }
    }

    private void Renew()
    {
        try
        {
            _context = Read();
            LogRenewed(_context.TargetCertificate.NotAfter);
        }
        catch (Exception failure) when (IsOfTheFiles(failure))
        {
            // Its key may still be on its way; then the file changes once more.
            LogUnusable(failure.Message);
        }
    }

    private SslStreamCertificateContext Read()
    {
        var own = X509Certificate2.CreateFromPemFile(_certificate, _key);
        var others = new X509Certificate2Collection();
        others.ImportFromPemFile(_certificate);
        return SslStreamCertificateContext.Create(own, [.. others.Where(each => each.Thumbprint != own.Thumbprint)], offline: true);
    }

    private (DateTime, DateTime) Written() => (File.GetLastWriteTimeUtc(_certificate), File.GetLastWriteTimeUtc(_key));

    [LoggerMessage(LogLevel.Information, "The site's certificate was renewed: it holds until {Until}.")]
    private partial void LogRenewed(DateTime until);

    [LoggerMessage(LogLevel.Error, "The renewed certificate can't be used, and the one before stays: {Why}")]
    private partial void LogUnusable(string why);

    private static bool IsOfTheFiles(Exception failure) => failure is IOException or UnauthorizedAccessException or CryptographicException or ArgumentException;
}
