using System.Runtime.InteropServices;
using SQLitePCL;

namespace Dewar.Database;

/// <summary>Takes the system's SQLite when it is newer than the one in the box: distributions mend it, the box stands still.</summary>
internal static class SqliteLibrary
{
    /// <summary>RETURNING, upserts and generated columns: what the stores rely on.</summary>
    private const int Oldest = 3_035_000;

    private static readonly string[] SystemNames = ["libsqlite3.so.0", "libsqlite3.dylib", "winsqlite3"];
    private static readonly Lazy<string> Chosen = new(ChooseOnce);

    public static string Version => Chosen.Value;

    public static void Choose() => _ = Chosen.Value;

    private static string ChooseOnce()
    {
        var provider = typeof(SQLite3Provider_e_sqlite3).Assembly;
        var bundled = NativeLibrary.TryLoad("e_sqlite3", provider, null, out var inBox) ? inBox : 0;
        var system = SystemNames.Select(name => NativeLibrary.TryLoad(name, out var found) ? found : 0).FirstOrDefault(found => found != 0);
        var chosen = Number(system) > Number(bundled) ? system : bundled;
        if (Number(chosen) < Oldest)
        {
            throw new DllNotFoundException("No SQLite of version 3.35 or newer was found. Install it (Debian: libsqlite3-0).");
        }

        NativeLibrary.SetDllImportResolver(provider, (name, _, _) => name == "e_sqlite3" ? chosen : 0);
        raw.SetProvider(new SQLite3Provider_e_sqlite3());
        // No connection is ever used by two threads at once, so SQLite need not lock them; nor count memory that nobody asks about.
        _ = raw.sqlite3_config(raw.SQLITE_CONFIG_MULTITHREAD);
        _ = raw.sqlite3_config(raw.SQLITE_CONFIG_MEMSTATUS, 0);
        return raw.sqlite3_libversion().utf8_to_string();
    }

    private static unsafe int Number(nint library) =>
        library != 0 && NativeLibrary.TryGetExport(library, "sqlite3_libversion_number", out var function)
            ? ((delegate* unmanaged[Cdecl]<int>)function)() : 0;
}
