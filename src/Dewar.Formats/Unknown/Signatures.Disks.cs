namespace Dewar.Formats.Unknown;

internal static partial class Signatures
{
    /// <summary>Disks and captures.</summary>
    private static Signature[] Disks =>
    [
        new("CD001", 32769, "Disk image (ISO 9660)", "application/vnd.efi.iso"),
        new("conectix", 0, "Virtual disk (VHD)", "application/x-vhd"),
        new("vhdxfile", 0, "Virtual disk (VHDX)", "application/x-vhdx"),
        new("QFI\u00fb", 0, "Virtual disk (QCOW)", "application/x-qemu-disk"),
        new("KDMV", 0, "Virtual disk (VMDK)", "application/x-vmdk"),
        new("<<< Oracle VM VirtualBox", 0, "Virtual disk (VDI)", "application/x-virtualbox-vdi"),
        new("\u00eb\u003c\u0090", 0, "Disk image, boot sector"),
        new("\u00d4\u00c3\u00b2\u00a1", 0, "Network capture (PCAP)", "application/vnd.tcpdump.pcap"),
        new("\u000a\u000d\u000d\u000a", 0, "Network capture (PCAPNG)", "application/x-pcapng"),
        new("EVF\t\r\n", 0, "Forensic disk image"),
        new("SIT!", 0, "StuffIt archive", "application/x-stuffit"),
    ];
}
