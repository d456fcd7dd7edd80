using Dewar.Sdk;

namespace Dewar.Transfers;

public sealed class PosixMethodTests : TransferMethodContract
{
    protected override ITransferMethod Method { get; } = new PosixMethod();
}
