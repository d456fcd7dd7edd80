using Dewar.Catalogue;
using Dewar.Experiments;
using Dewar.Hosting;
using Xunit;

namespace Dewar.Verification;

/// <summary>What tests of this room do again and again.</summary>
internal static class Verified
{
    extension(Beamline line)
    {
        /// <summary>Reads everything again and waits for the end.</summary>
        public async Task<Verification> Verify(TestSite site, NewVerification? form = null) => await line.Ended(site, (await line.Ask(site, form)).Id);

        public Task<Verification> Ask(TestSite site, NewVerification? form = null) =>
            site.Admin.Post<Verification>($"{line.Path}/verifications", form ?? new NewVerification());

        public async Task<Verification> Ended(TestSite site, string id) => await line.Until(site, id, run => run.EndedAt is not null);

        public async Task<Verification> Until(TestSite site, string id, Func<Verification, bool> enough)
        {
            for (var turn = 0; ; turn++)
            {
                var run = await site.Admin.Get<Verification>($"{line.Path}/verifications/{id}");
                if (enough(run))
                {
                    return run;
                }

                Assert.True(turn < 2000, $"It does not come to that: {run}");
                await Task.Delay(20);
            }
        }

        public async Task<List<Finding>> Findings(TestSite site, int limit = 1000)
        {
            var all = new List<Finding>();
            for (string? after = "0.0"; after is not null;)
            {
                var page = await site.Admin.Get<Page<Finding>>($"{line.Path}/findings?limit={limit}&after={after}");
                all.AddRange(page.Items);
                after = page.Next;
            }

            return all;
        }

        public async Task<Replica> ReplicaOf(string path) => Assert.Single((await line.Show(path)).Replicas);

        public string At(string path) => Path.Combine(line.Folder, path);

        public string Kept(string content) => line.At($".dewar/versions/{Beamline.Sha256(content)[..2]}/{Beamline.Sha256(content)}");

        /// <summary>A newer version, as a station places and registers it.</summary>
        public async Task Change(string path, string before, string content)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(line.Kept(before))!);
            File.Move(line.At(path), line.Kept(before), overwrite: true);
            line.Put(path, content);
            await line.Register(line.Arrival(path, content, null, before));
        }

        /// <summary>The entries of the audit log of this experiment with this action, oldest first.</summary>
        public async Task<List<System.Text.Json.JsonElement>> Told(TestSite site, string action) =>
            [.. (await site.Admin.Get<List<Audit.AuditEntry>>("api/audit?limit=5000")).Where(entry => entry.Action == action && entry.Subject == line.Experiment.Name).Reverse().Select(entry => entry.Detail)];
    }
}
