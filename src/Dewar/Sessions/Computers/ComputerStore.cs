using System.Data.Common;
using System.Security.Cryptography;
using Dewar.Access;
using Dewar.Audit;
using Dewar.Database;
using Dewar.Hosting;
using Dewar.Instruments;

namespace Dewar.Sessions;

/// <summary>Control computers and their keys.</summary>
internal sealed class ComputerStore(SiteDatabase database, AuditLog audit, TimeProvider time)
{
    private const int MostAsking = 20;
    private static readonly TimeSpan AskingLasts = TimeSpan.FromDays(1);

    private static Sql All => $"""
        select id, name, instrument, folder, address, state, code, asked_us, confirmed_us, confirmed_by, heard_us, offset_us, version, key_id from sessions_computer
        """;

    public Task<List<ControlComputer>> List(CancellationToken ct) =>
        database.Query($"{All} where state <> 'asking' or asked_us > {(time.GetUtcNow() - AskingLasts).InMicroseconds} order by name", Row, ct);

    public Task<ControlComputer?> Find(string name, CancellationToken ct) => database.First($"{All} where name = {name}", Row, ct);

    /// <summary>The computer of a key that is good, and what its requests are signed with.</summary>
    public Task<(ControlComputer Computer, byte[] Secret)?> Signer(string key, CancellationToken ct) => database.Read(async read =>
        await read.First($"{All} where key_id = {key} and state = 'known'", Row, ct) is { } computer
            ? (computer, (await read.First($"select secret from sessions_computer where id = {computer.Key}", row => row.Bytes(0), ct))!) : ((ControlComputer, byte[])?)null, ct);

    /// <summary>Makes a computer, or gives one that there is a new key; the old one is good no more.</summary>
    public async Task<ComputerMade> Put(Caller who, string name, NewComputer form, CancellationToken ct)
    {
        StationStore.CheckName("computer", name);
        Refusal.UnlessOneLine("folder", form.Folder);
        var (key, secret, now) = (NewKey(), RandomNumberGenerator.GetBytes(32), time.GetUtcNow().InMicroseconds);
        await audit.Write(async write =>
        {
            await write.Execute($"""
                insert into sessions_computer (name, instrument, folder, address, state, key_id, secret, asked_us, confirmed_us, confirmed_by, offset_us, version)
                values ({name}, {form.Instrument}, {form.Folder}, '', 'known', {key}, {secret}, {now}, {now}, {who.Name}, 0, '')
                on conflict (name) do update set instrument = excluded.instrument, folder = excluded.folder, state = 'known', key_id = excluded.key_id, secret = excluded.secret,
                    confirmed_us = excluded.confirmed_us, confirmed_by = excluded.confirmed_by, request = null, code = null
                """, ct);
            await audit.Append(write, who.Who, "computer.set", name, null, new { form.Instrument, form.Folder, key }, ct);
        }, ct);
        return new((await Find(name, ct))!, key, Convert.ToBase64String(secret));
    }

    /// <summary>Keeps a request until somebody confirms it. One of a name that is known already is refused: nobody takes another's place so.</summary>
    public Task<string> Ask(ComputerRequest form, string address, Agreement agreed, CancellationToken ct) => audit.Write(async write =>
    {
        await write.Lock("computers", ct);
        var now = time.GetUtcNow();
        await write.Execute($"delete from sessions_computer where state = 'asking' and (asked_us < {(now - AskingLasts).InMicroseconds} or (name = {form.Name} and address = {address}))", ct);
        if (await write.Number($"select count(*) from sessions_computer where name = {form.Name}", ct) > 0)
        {
            throw Refusal.Conflict("computer-exists", $"The site has a computer '{form.Name}' already, or somebody else asks for that name. An administrator can revoke it, or make settings for it anew.");
        }

        if (await write.Number($"select count(*) from sessions_computer where state = 'asking'", ct) >= MostAsking)
        {
            throw new Refusal(429, "too-many-requests", $"{MostAsking} computers wait to be confirmed already. Ask an administrator to look at them.");
        }

        var (request, key) = (Guid.NewGuid().ToString("N"), NewKey());
        await write.Execute($"""
            insert into sessions_computer (name, instrument, folder, address, state, key_id, secret, request, code, asked_us, offset_us, version)
            values ({form.Name}, {form.Instrument}, {form.Folder}, {address}, 'asking', {key}, {agreed.Secret}, {request}, {agreed.Code}, {now.InMicroseconds}, 0, {form.Version})
            """, ct);
        await audit.Append(write, $"computer {form.Name}", "computer.asked", form.Name, null, new { form.Instrument, address, form.Version }, ct);
        return key;
    }, ct);

    public Task Confirm(Caller who, ControlComputer computer, Confirmation form, CancellationToken ct) => audit.Write(async write =>
    {
        if (computer.State != ComputerState.Asking)
        {
            throw Refusal.Conflict("computer-known", $"'{computer.Name}' does not ask for anything.");
        }

        // People leave the dash out, and type small letters.
        if (Plain(form.Code) != Plain(computer.Code ?? ""))
        {
            throw Refusal.Conflict("code-differs", $"'{form.Code}' is not the code of this request. If the computer's window shows it, somebody stands between it and the site: do not confirm.");
        }

        await write.Execute($"""
            update sessions_computer set state = 'known', instrument = {form.Instrument ?? computer.Instrument}, confirmed_us = {time.GetUtcNow().InMicroseconds}, confirmed_by = {who.Name},
                request = null, code = null where id = {computer.Key}
            """, ct);
        await audit.Append(write, who.Who, "computer.confirmed", computer.Name, null, new { instrument = form.Instrument ?? computer.Instrument, computer.Address }, ct);
    }, ct);

    /// <summary>Its requests are refused from now on. One that only asked is forgotten.</summary>
    public Task Revoke(Caller who, ControlComputer computer, CancellationToken ct) => audit.Write(async write =>
    {
        _ = computer.State == ComputerState.Asking ? await write.Execute($"delete from sessions_computer where id = {computer.Key}", ct)
            : await write.Execute($"update sessions_computer set state = 'revoked' where id = {computer.Key}", ct);
        await audit.Append(write, who.Who, "computer.revoked", computer.Name, null, new { computer.State }, ct);
    }, ct);

    /// <summary>Takes note of a signed request. False for one that was here before.</summary>
    public Task<bool> Heard(ControlComputer computer, string nonce, string address, CancellationToken ct) => database.Write(async write =>
    {
        var now = time.GetUtcNow().InMicroseconds;
        var isNew = await write.Execute($"insert into sessions_nonce (key_id, nonce, at_us) values ({computer.KeyId}, {nonce}, {now}) on conflict do nothing", ct) > 0;
        await write.Execute($"delete from sessions_nonce where at_us < {now - 4 * SignedRequests.MostApartMs * 1000}", ct);
        if (isNew)
        {
            await write.Execute($"update sessions_computer set heard_us = {now}, address = {address} where id = {computer.Key}", ct);
        }

        return isNew;
    }, ct);

    public static Task Measured(Transaction write, ControlComputer computer, long offsetUs, CancellationToken ct) =>
        write.Execute($"update sessions_computer set offset_us = {offsetUs} where id = {computer.Key}", ct);

    /// <summary>An instrument has more than one.</summary>
    public static async Task<bool> AreSeveral(Transaction read, string instrument, CancellationToken ct) =>
        await read.Number($"select count(*) from sessions_computer where instrument = {instrument} and state = 'known'", ct) > 1;

    private static string NewKey() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8));

    private static string Plain(string code) => code.Replace("-", "", StringComparison.Ordinal).Replace(" ", "", StringComparison.Ordinal).ToUpperInvariant();

    private static ControlComputer Row(DbDataReader row) => new(row.GetString(1), row.GetString(2), row.GetString(3), row.GetString(4), Enum.Parse<ComputerState>(row.GetString(5), true), row.TextOrNull(6),
        row.Instant(7), row.InstantOrNull(8), row.TextOrNull(9), row.InstantOrNull(10), row.GetInt64(11) / 1e6, row.GetString(12))
    {
        Key = row.GetInt64(0),
        KeyId = row.GetString(13),
    };
}
