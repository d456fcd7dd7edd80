using Dewar.Hosting;
using Dewar.Sessions;

namespace Dewar.Records;

/// <summary>How far the record of a session is, with its deliveries.</summary>
internal sealed class RecordStanding(RecordStore records, TargetStore targets, DeliveryStore deliveries, SiteSettings site)
{
    public async Task<RecordStatus> Of(Session session, CancellationToken ct)
    {
        var status = await records.Status(session, ct);
        if (status.State != RecordState.Built)
        {
            return status;
        }

        var isExported = await deliveries.IsExported(session, status.Revision, await targets.List(ct), site.RecordDelivery, ct);
        var failed = isExported is false ? (await deliveries.Of(session, ct)).Attempts.FirstOrDefault(each => !each.Succeeded) : null;
        return isExported is true ? status with { State = RecordState.Exported }
            : failed is null ? status : status with { Message = $"{failed.Target} did not take it: {failed.Message} It is tried again by itself." };
    }
}
