using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Dewar.Hosting;

/// <summary>A site that listens with TLS. Its certificate comes from an authority below another, which alone is trusted.</summary>
public sealed class TlsSite : SqliteSite
{
    private static readonly DateTimeOffset Since = TimeProvider.System.GetUtcNow().AddDays(-1);

    private readonly string _folder = Directory.CreateTempSubdirectory("dewar-tls-").FullName;
    private readonly X509Certificate2 _root;
    private readonly X509Certificate2 _middle;

    public TlsSite()
    {
        _root = Issue("Test root", null);
        _middle = Issue("Test authority", _root);
        File.WriteAllText(RootFile, _root.ExportCertificatePem());
        Renew("first");
    }

    /// <summary>The certificate that is to be trusted.</summary>
    public string RootFile => Path.Combine(_folder, "root.pem");

    internal string CertificateFile => Path.Combine(_folder, "site.pem");

    /// <summary>By the name that its certificate has.</summary>
    internal Uri Secure => new UriBuilder(App.Urls.Single(url => url.StartsWith("https:", StringComparison.Ordinal))) { Host = "localhost" }.Uri;

    protected override IReadOnlyDictionary<string, string?> More => new Dictionary<string, string?>
    {
        ["urls"] = "https://127.0.0.1:0", ["tls-certificate"] = CertificateFile, ["tls-key"] = Path.Combine(_folder, "site.key"),
    };

    /// <summary>Another certificate in the place of the one before.</summary>
    /// <param name="unit">By which it is known.</param>
    public void Renew(string unit)
    {
        using var own = Issue($"localhost, OU={unit}", _middle, "localhost");
        File.WriteAllText(Path.Combine(_folder, "site.key"), own.GetRSAPrivateKey()!.ExportPkcs8PrivateKeyPem());
        File.WriteAllText(CertificateFile, own.ExportCertificatePem() + "\n" + _middle.ExportCertificatePem());
    }

    /// <summary>One who trusts the root only, and what certificate it saw.</summary>
    public async Task<(string Answer, string Subject)> Ask(string path)
    {
        var subject = "";
        using var handler = new SocketsHttpHandler
        {
            SslOptions =
            {
                CertificateChainPolicy = new() { TrustMode = X509ChainTrustMode.CustomRootTrust, CustomTrustStore = { _root }, RevocationMode = X509RevocationMode.NoCheck, DisableCertificateDownloads = true },
                RemoteCertificateValidationCallback = (_, seen, _, faults) =>
                {
                    subject = seen!.Subject;
                    return faults == System.Net.Security.SslPolicyErrors.None;
                },
            },
        };
        using var http = new HttpClient(handler);
        return (await http.GetStringAsync(new Uri(Secure, path)), subject);
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _root.Dispose();
        _middle.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private static X509Certificate2 Issue(string name, X509Certificate2? issuer, string? host = null)
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(host is null, false, 0, true));
        if (host is not null)
        {
            var names = new SubjectAlternativeNameBuilder();
            names.AddDnsName(host);
            request.CertificateExtensions.Add(names.Build());
        }

        if (issuer is null)
        {
            return request.CreateSelfSigned(Since, Since.AddYears(1));
        }

        using var bare = request.Create(issuer, Since, Since.AddDays(300), RandomNumberGenerator.GetBytes(8));
        return bare.CopyWithPrivateKey(key);
    }
}
