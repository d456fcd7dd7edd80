using Dewar.Access;
using Dewar.Hosting;
using Dewar.Instruments;
using Dewar.Portal.Pages;
using Dewar.Sessions;

namespace Dewar.Portal;

/// <param name="Made">The settings of the one that was just made.</param>
/// <param name="Copies">Its logger is to copy the folder.</param>
public sealed record ComputersView(IReadOnlyList<ControlComputer> Computers, IReadOnlyList<Instrument> Instruments, DateTimeOffset Now, ComputerMade? Made = null, bool Copies = false, string? Done = null, string? Refused = null);

/// <summary>Control computers: made, confirmed, revoked.</summary>
internal static class ComputerPages
{
    public static async Task<IResult> List(ComputerStore computers, InstrumentStore instruments, TimeProvider time, CancellationToken ct, string? done = null) =>
        Page.Of<ComputersPage, ComputersView>(new(await computers.List(ct), await instruments.List(ct), time.GetUtcNow(), Done: done == "yes" ? "Saved." : null));

    public static Task<IResult> Add(HttpContext http, ComputerStore computers, InstrumentStore instruments, TimeProvider time, CancellationToken ct) => Act(http, computers, instruments, time, async fields =>
        (await ComputerEndpoints.Put(http, fields["name"].Trim(), new(fields["instrument"].Trim(), fields["folder"].Trim()), computers, instruments, ct)).Value, ct);

    public static Task<IResult> Confirm(HttpContext http, string computer, ComputerStore computers, InstrumentStore instruments, TimeProvider time, CancellationToken ct) =>
        Act(http, computers, instruments, time, async fields =>
        {
            await ComputerEndpoints.Confirm(http, computer, new(fields["code"], fields.OrNull("instrument")), computers, instruments, ct);
            return null;
        }, ct);

    public static Task<IResult> Revoke(HttpContext http, string computer, ComputerStore computers, InstrumentStore instruments, TimeProvider time, CancellationToken ct) =>
        Act(http, computers, instruments, time, async _ =>
        {
            await ComputerEndpoints.Revoke(http, computer, computers, ct);
            return null;
        }, ct);

    /// <summary>The logger itself; it has no secrets, and old computers can't sign in.</summary>
    public static IResult Program() => File.Exists(LoggerFiles.OwnProgram) ? Results.File(LoggerFiles.OwnProgram, "application/vnd.microsoft.portable-executable", LoggerFiles.Program)
        : throw Refusal.NotFound("program", LoggerFiles.Program);

    private static async Task<IResult> Act(HttpContext http, ComputerStore computers, InstrumentStore instruments, TimeProvider time, Func<FormFields, Task<ComputerMade?>> act, CancellationToken ct)
    {
        var fields = await FormFields.Read(http, ct);
        try
        {
            return await act(fields) is { } made
                ? Page.Of<ComputersPage, ComputersView>(new(await computers.List(ct), await instruments.List(ct), time.GetUtcNow(), made, fields["copy"] == "yes"))
                : new SeeOther("/admin/computers?done=yes");
        }
        catch (Refusal refusal) when (refusal.Status < 500)
        {
            return Page.Of<ComputersPage, ComputersView>(new(await computers.List(ct), await instruments.List(ct), time.GetUtcNow(), Refused: refusal.Message), refusal.Status);
        }
    }
}
