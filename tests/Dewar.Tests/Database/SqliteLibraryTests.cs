using System.Runtime.InteropServices;
using Xunit;

namespace Dewar.Database;

public sealed unsafe class SqliteLibraryTests
{
    [Fact]
    public void The_systems_library_is_taken_when_it_is_newer_than_the_one_in_the_box()
    {
        var box = VersionOf("e_sqlite3", typeof(SQLitePCL.SQLite3Provider_e_sqlite3).Assembly);
        var system = VersionOf("libsqlite3.so.0", null);
        Assert.SkipWhen(system is null && box is null, "Neither library can be loaded by name here.");

        Assert.Equal(new[] { box, system }.Max(), Version.Parse(SqliteLibrary.Version));
    }

    [Fact]
    public void What_the_stores_rely_on_is_there() => Assert.True(Version.Parse(SqliteLibrary.Version) >= new Version(3, 35));

    private static Version? VersionOf(string name, System.Reflection.Assembly? beside)
    {
        nint library;
        var there = beside is null ? NativeLibrary.TryLoad(name, out library) : NativeLibrary.TryLoad(name, beside, null, out library);
        return there ? Version.Parse(Marshal.PtrToStringUTF8(((delegate* unmanaged[Cdecl]<nint>)NativeLibrary.GetExport(library, "sqlite3_libversion"))())!) : null;
    }
}
