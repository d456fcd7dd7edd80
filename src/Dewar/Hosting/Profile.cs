using System.Text.Json;

namespace Dewar.Hosting;

/// <summary>What "dewar login" leaves for the verbs after it: a file only its owner can read.</summary>
internal sealed record Profile(string Url, string Token, string User)
{
    public static string File => Path.Combine(
        Environment.GetEnvironmentVariable("DEWAR_CONFIG") is { Length: > 0 } set ? set
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.ApplicationData, Environment.SpecialFolderOption.DoNotVerify), "dewar"),
        "profile.json");

    public static Profile? Load()
    {
        try
        {
            return System.IO.File.Exists(File) ? JsonSerializer.Deserialize<Profile>(System.IO.File.ReadAllText(File), Wire.Json) : null;
        }
        catch (Exception bad) when (bad is JsonException or UnauthorizedAccessException)
        {
            throw new FormatException($"The login in '{File}' can't be read; sign in again with 'dewar login', which writes it anew, or set DEWAR_URL and DEWAR_TOKEN.");
        }
    }

    public void Save()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(File)!);
        using var stream = new FileStream(File + ".new", new FileStreamOptions
        {
            Mode = FileMode.Create,
            Access = FileAccess.Write,
            UnixCreateMode = OperatingSystem.IsWindows() ? null : UnixFileMode.UserRead | UnixFileMode.UserWrite,
        });
        JsonSerializer.Serialize(stream, this, Wire.Indented);
        stream.Close();
        System.IO.File.Move(File + ".new", File, overwrite: true);
    }

    public static void Forget()
    {
        if (System.IO.File.Exists(File))
        {
            System.IO.File.Delete(File);
        }
    }

    /// <summary>DEWAR_URL and DEWAR_TOKEN, each over what the last login left.</summary>
    public static ApiClient Connect()
    {
        var (url, token) = (Environment.GetEnvironmentVariable("DEWAR_URL"), Environment.GetEnvironmentVariable("DEWAR_TOKEN"));
        if (string.IsNullOrEmpty(url) || string.IsNullOrEmpty(token))
        {
            var saved = Load();
            url = string.IsNullOrEmpty(url) ? saved?.Url : url;
            token = !string.IsNullOrEmpty(token) ? token : url == saved?.Url ? saved?.Token : null;
        }

        return url is null
            ? throw new ApiProblem(401, "not-signed-in", "Which site? Sign in with 'dewar login URL --user NAME', or set DEWAR_URL and DEWAR_TOKEN.")
            : token is not null && token.Any(each => each is <= ' ' or > '~')
                ? throw new FormatException("The token in DEWAR_TOKEN has characters that no token has; copy it again, in one line.")
                : new(ParseSite(url), token);
    }

    public static Uri ParseSite(string url) => Uri.TryCreate(url, UriKind.Absolute, out var site) && site.Scheme is "http" or "https"
        ? new Uri(site.AbsoluteUri.TrimEnd('/') + "/")
        : throw new ApiProblem(400, "address-invalid", $"'{url}' is no address of a site; write it like https://dewar.example.org.");
}
