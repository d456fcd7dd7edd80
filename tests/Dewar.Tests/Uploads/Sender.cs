using System.Globalization;
using System.Text;
using Dewar.Hosting;
using Xunit;

namespace Dewar.Uploads;

/// <summary>Speaks tus to a test site as somebody, word by word.</summary>
internal sealed class Sender(Client client, string at)
{
    public const string BytesType = "application/offset+octet-stream";

    public Client Client => client;

    public string At => at;

    /// <summary>Begins an upload and returns its address.</summary>
    public async Task<string> Begin(string path, long? length, params (string Key, string Value)[] metadata) =>
        Address((await Create([("Upload-Metadata", Metadata([("path", path), .. metadata])), length is { } known ? ("Upload-Length", Text(known)) : ("Upload-Defer-Length", "1")])).MustBe(201));

    public Task<Answer> Create((string Name, string Value)[] headers, byte[]? body = null) => Send("POST", at, body, headers);

    public Task<Answer> Patch(string upload, long offset, byte[] bytes, params (string Name, string Value)[] headers) =>
        Send("PATCH", upload, bytes, [("Upload-Offset", Text(offset)), .. headers]);

    public async Task<long> Offset(string upload) => long.Parse((await Send("HEAD", upload)).MustBe(200).Headers.GetValues("Upload-Offset").Single(), CultureInfo.InvariantCulture);

    /// <summary>A whole file, in one go; waits until it is in the catalogue or has failed.</summary>
    public async Task<UploadView> Put(string path, byte[] content, params (string Key, string Value)[] metadata)
    {
        var upload = await Begin(path, content.Length, metadata);
        if (content.Length > 0)
        {
            (await Patch(upload, 0, content)).MustBe(204);
        }

        return await Ended(upload);
    }

    public async Task<UploadView> Ended(string upload)
    {
        for (var patience = 600; ; patience--)
        {
            var view = await client.Get<UploadView>(upload);
            if (view.State is UploadState.Done or UploadState.Failed)
            {
                return view;
            }

            Assert.True(patience > 0, $"Waited in vain: {view}");
            await Task.Delay(50);
        }
    }

    public async Task<Answer> Send(string method, string path, byte[]? body = null, params (string Name, string Value)[] headers)
    {
        var request = client.Request(method, path);
        if (headers.All(header => header.Name != "Tus-Resumable"))
        {
            request.Headers.Add("Tus-Resumable", "1.0.0");
        }

        if (body is not null)
        {
            request.Content = new ByteArrayContent(body) { Headers = { ContentType = new(BytesType) } };
        }

        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return await client.Send(request);
    }

    public static string Address(Answer created) => created.Headers.Location!.OriginalString.TrimStart('/');

    public static string Metadata(IEnumerable<(string Key, string Value)> values) =>
        string.Join(',', values.Select(pair => $"{pair.Key} {Convert.ToBase64String(Encoding.UTF8.GetBytes(pair.Value))}"));

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
