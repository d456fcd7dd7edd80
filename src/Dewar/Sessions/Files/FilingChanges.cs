using Dewar.Catalogue;

namespace Dewar.Sessions;

/// <summary>Files whose experiment may be another now.</summary>
internal sealed class FilingChanges() : ChangedFiles("sessions_filing");
