using System.Text.Json;
using Dewar.Access;
using Dewar.Database;
using Dewar.Hosting;

namespace Dewar.Acquisitions;

/// <summary>
/// Questions to stations, which nobody can call: a question travels down the stream that the station holds open, at whichever process of
/// the site that is, and the answer comes back by a call of the station.
/// </summary>
internal sealed class FolderQuestions(SiteDatabase database, TimeProvider time)
{
    public const int MostEntries = 1000;

    /// <summary>Numbers up to here survive every reader of JSON.</summary>
    private const long LargestExact = 1L << 53;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>An answer may come to another process of the site.</summary>
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(200);

    /// <summary>Somebody asked, or was answered, in this process.</summary>
    public event Action? News;

    public async Task<StationFolder> Ask(string station, FolderQuestion question, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        var id = Random.Shared.NextInt64(1, LargestExact);
        await database.Write(async write =>
        {
            await write.Execute($"delete from acquisitions_question where asked_us < {(now - TimeSpan.FromMinutes(1)).InMicroseconds}", ct);
            await write.Execute($"""
                insert into acquisitions_question (id, station, question, asked_us)
                values ({id}, {station}, {new Json(JsonSerializer.Serialize(question, Wire.Json))}, {now.InMicroseconds})
                """, ct);
        }, ct);
        News?.Invoke();
        try
        {
            return await Answer(station, id, ct);
        }
        finally
        {
            await database.Execute($"delete from acquisitions_question where id = {id}", CancellationToken.None);
        }
    }

    /// <summary>What a station has not answered yet.</summary>
    public async Task<List<FolderQuestion>> Open(string station, CancellationToken ct) => (await database.Query($"""
        select id, question from acquisitions_question
        where answer is null and station = {station} and asked_us > {(time.GetUtcNow() - Patience).InMicroseconds} order by asked_us limit 20
        """, row => (Id: row.GetInt64(0), Question: JsonSerializer.Deserialize<FolderQuestion>(row.GetString(1), Wire.Json)!), ct)).ConvertAll(each => each.Question with { Id = each.Id });

    public async Task Take(string station, long id, StationFolder answer, CancellationToken ct)
    {
        await database.Execute($"update acquisitions_question set answer = {new Json(JsonSerializer.Serialize(answer, Wire.Json))} where id = {id} and station = {station}", ct);
        News?.Invoke();
    }

    private async Task<StationFolder> Answer(string station, long id, CancellationToken ct)
    {
        var (bell, since) = (new Bell(), time.GetTimestamp());
        News += bell.Ring;
        try
        {
            while (time.GetElapsedTime(since) < Patience)
            {
                if (await database.First($"select answer from acquisitions_question where id = {id}", row => row.TextOrNull(0), ct) is { } text)
                {
                    return JsonSerializer.Deserialize<StationFolder>(text, Wire.Json)!;
                }

                await bell.Wait(LookEvery, time, ct);
            }
        }
        finally
        {
            News -= bell.Ring;
        }

        throw new Refusal(409, "station-slow", $"The station '{station}' did not answer within {Patience.TotalSeconds} seconds. Its disk may be slow, or its Dewar older than the site's. Try again, or type the folder.");
    }
}
