using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using Xunit;

namespace Dewar.Logger;

/// <summary>The program as it is handed out.</summary>
public sealed class ProgramFileTests
{
    private static readonly string[] OfTheFramework = ["mscorlib", "System", "System.Core", "System.Drawing", "System.Numerics", "System.Windows.Forms"];

    [Fact]
    public void It_is_one_small_file() => Assert.InRange(new FileInfo(LoggerProgram.Built).Length, 20_000, 300_000);

    [Fact]
    public void It_needs_nothing_newer_than_NET_Framework_4_0()
    {
        using var file = new PEReader(File.OpenRead(LoggerProgram.Built));
        var metadata = file.GetMetadataReader();
        var references = metadata.AssemblyReferences.Select(metadata.GetAssemblyReference).Select(each => (Name: metadata.GetString(each.Name), each.Version)).ToList();

        Assert.All(references, each => Assert.Contains(each.Name, OfTheFramework));
        Assert.All(references, each => Assert.Equal(new Version(4, 0, 0, 0), each.Version));
        Assert.Equal("v4.0.30319", metadata.MetadataVersion);
        Assert.Contains("mscorlib", references.Select(each => each.Name));
    }

    [Fact]
    public void Windows_XP_starts_it()
    {
        using var file = new PEReader(File.OpenRead(LoggerProgram.Built));
        var header = file.PEHeaders.PEHeader!;

        Assert.Equal((4, 0), (header.MajorSubsystemVersion, header.MinorSubsystemVersion));
        Assert.InRange(header.MajorOperatingSystemVersion, 0, 5);
        Assert.Equal(Subsystem.WindowsGui, header.Subsystem);
        Assert.Equal(Machine.I386, file.PEHeaders.CoffHeader.Machine);
    }

    // Windows may put other windows behind this one only if somebody asks for it.
    [Fact]
    public void Nothing_in_it_takes_the_keyboard_away_from_others()
    {
        using var file = new PEReader(File.OpenRead(LoggerProgram.Built));
        var metadata = file.GetMetadataReader();
        var called = metadata.MemberReferences.Select(metadata.GetMemberReference).Select(each => metadata.GetString(each.Name)).ToHashSet();

        Assert.Empty(called.Intersect(["Activate", "set_TopMost", "SetForegroundWindow", "ShowBalloonTip", "FlashWindow"]));
        Assert.DoesNotContain("MessageBox", metadata.TypeReferences.Select(metadata.GetTypeReference).Select(each => metadata.GetString(each.Name)));
        Assert.Contains("BeginInvoke", called);
    }
}
