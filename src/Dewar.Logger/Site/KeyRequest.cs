using System;
using System.Collections.Generic;
using Dewar.Logger.Json;

namespace Dewar.Logger.Site;

/// <summary>Asks a site to be added, and waits until an administrator has compared the codes; also over a restart.</summary>
internal sealed class KeyRequest
{
    private const int Poll = 3000;
    private readonly object _lock = new();
    private readonly string _path;
    private readonly Action _changed;
    private readonly Clock _clock;
    private readonly BackgroundLoop _loop;
    private JsonObject? _wish;
    private JsonObject? _asked;

    /// <param name="path">Where it is kept what was agreed.</param>
    /// <param name="clock">Of this computer.</param>
    /// <param name="changed">Called on the background thread.</param>
    public KeyRequest(string path, Clock clock, Action changed)
    {
        _path = path;
        _clock = clock;
        _changed = changed;
        _asked = AtomicFile.Read(path);
        _loop = new("pairing", Round);
    }

    /// <summary>What people compare; empty as long as the site has not answered.</summary>
    public string Code
    {
        get
        {
            lock (_lock)
            {
                return _asked?.Text("code") ?? "";
            }
        }
    }

    /// <summary>Why it does not go on; empty where it does.</summary>
    public string Trouble { get; private set; } = "";

    /// <summary>What the administrator has confirmed; null until then.</summary>
    public Settings? Confirmed { get; private set; }

    /// <param name="wish">By the names of the settings: site, computer, instrument, folder, copy.</param>
    public void Ask(JsonObject wish)
    {
        lock (_lock)
        {
            _wish = wish;
            _asked = null;
        }

        _loop.Wake();
    }

    public void Forget()
    {
        lock (_lock)
        {
            _wish = _asked = null;
            Trouble = "";
            AtomicFile.Delete(_path);
        }
    }

    public void Stop() => _loop.Stop();

    private int Round()
    {
        JsonObject? wish;
        JsonObject? asked;
        lock (_lock)
        {
            wish = _wish;
            asked = _asked;
        }

        try
        {
            if (asked is not null)
            {
                Look(asked);
            }
            else if (wish is not null)
            {
                Agree(wish);
            }

            Trouble = "";
        }
        catch (SiteTrouble trouble)
        {
            Trouble = trouble.Kind == TroubleKind.KeyUnknown ? "" : trouble.Message;
            if (asked is null)
            {
                // Whoever asked sees why it did not work, and asks again.
                lock (_lock)
                {
                    _wish = null;
                }
            }
        }

        _changed();
        return Poll;
    }

    private void Agree(JsonObject wish)
    {
        var pairing = new Pairing(Digest.Random(32));
        var answer = Line(wish, null).Post("/api/computers/requests", new()
        {
            ["name"] = wish.Text("computer"),
            ["instrument"] = wish.Text("instrument"),
            ["folder"] = wish.Text("folder"),
            ["version"] = typeof(KeyRequest).Assembly.GetName().Version.ToString(),
            ["public"] = pairing.Public,
        });
        if (!answer.IsSuccess || answer.Json.Text("key") == "")
        {
            throw answer.Trouble();
        }

        var secret = pairing.Agree(answer.Json.Text("public"), out var code);
        var asked = new JsonObject { ["key"] = answer.Json.Text("key"), ["secret"] = Convert.ToBase64String(secret), ["code"] = code };
        foreach (var fact in wish)
        {
            asked[fact.Key] = fact.Value;
        }

        lock (_lock)
        {
            if (_wish != wish)
            {
                return;
            }

            AtomicFile.Write(_path, asked);
            _asked = asked;
        }
    }

    private void Look(JsonObject asked)
    {
        var answer = Line(asked, new(asked.Text("key"), Convert.FromBase64String(asked.Text("secret")))).Get("/api/logger");
        if (!answer.IsSuccess)
        {
            throw answer.Trouble();
        }

        var values = new Dictionary<string, string>();
        foreach (var name in new[] { "site", "computer", "instrument", "key", "secret", "folder", "copy" })
        {
            // The administrator may have set right what was asked for.
            values[name] = name is "computer" or "instrument" && answer.Json.Text(name) is { Length: > 0 } told ? told : asked.Text(name);
        }

        Confirmed = new(values);
        _loop.Stop();
    }

    private SiteLine Line(JsonObject wish, Key? key) => new(new(wish.Text("site")), key, new(_clock), _clock);
}
