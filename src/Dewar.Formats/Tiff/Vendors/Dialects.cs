namespace Dewar.Formats.Tiff;

/// <summary>Every dialect that is known. They are asked in this order, and several can recognise the same file: the first facts
/// stay.</summary>
internal static class Dialects
{
    public static IReadOnlyList<Dialect> All { get; } =
    [
        new ZeissOrionDialect(),
        new FibicsDialect(),
        new FeiDialect(),
        new ThermoXmlDialect(),
        new ZeissSemDialect(),
        new TescanDialect(),
        new JeolDialect(),
        new TvipsDialect(),
        new OlympusSisDialect(),
        new HamamatsuDialect(),
        new DigitalMicrographDialect(),
        new DectrisDialect(),
        new MarCcdDialect(),
        new OmeDialect(),
        new MicroManagerDialect(),
        new ImageJDialect(),
        new MetaMorphDialect(),
        new SideCarDialect(new HitachiSideCar(), "Hitachi SEM image"),
        new SideCarDialect(new JeolSideCar(), "JEOL SEM image"),
    ];
}
