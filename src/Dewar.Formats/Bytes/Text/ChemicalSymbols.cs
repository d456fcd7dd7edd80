namespace Dewar.Formats.Bytes;

/// <summary>Symbols of chemical elements by their atomic numbers.</summary>
internal static class ChemicalSymbols
{
    private static readonly string[] All =
    [
        .. ("H He Li Be B C N O F Ne Na Mg Al Si P S Cl Ar K Ca Sc Ti V Cr Mn Fe Co Ni Cu Zn "
            + "Ga Ge As Se Br Kr Rb Sr Y Zr Nb Mo Tc Ru Rh Pd Ag Cd In Sn Sb Te I Xe Cs Ba La Ce Pr Nd "
            + "Pm Sm Eu Gd Tb Dy Ho Er Tm Yb Lu Hf Ta W Re Os Ir Pt Au Hg Tl Pb Bi Po At Rn Fr Ra Ac Th "
            + "Pa U Np Pu Am Cm Bk Cf Es Fm Md No Lr").Split(' '),
    ];

    /// <summary>The symbol; null when there is no such element.</summary>
    public static string? Of(long atomicNumber) => atomicNumber > 0 && atomicNumber <= All.Length ? All[atomicNumber - 1] : null;
}
