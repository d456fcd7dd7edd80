using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;

namespace Dewar.Logger;

/// <summary>What went wrong, in a file for whoever has to find out; the window names the last.</summary>
internal static class Troubles
{
    private const long Longest = 1 << 20;
    private static readonly object Lock = new();
    private static string? _path;

    /// <summary>Empty as long as nothing did.</summary>
    public static string Last { get; private set; } = "";

    public static void WriteTo(string folder) => _path = Path.Combine(folder, "troubles.txt");

    public static void Tell(Exception failure) => Tell(failure.Message, failure.ToString());

    public static void Tell(string text, string? more = null)
    {
        lock (Lock)
        {
            Last = text;
            if (_path is null)
            {
                return;
            }

            try
            {
                var lines = Clock.Local(Clock.OfThisComputer.Now).ToString("yyyy-MM-dd HH:mm:ss ", CultureInfo.InvariantCulture) + (more ?? text) + Environment.NewLine;
                if (File.Exists(_path) && new FileInfo(_path).Length > Longest)
                {
                    File.Delete(_path);
                }

                File.AppendAllText(_path, lines);
            }
            catch (IOException full)
            {
                // There is nowhere to write that writing fails but the window.
                Last = text + " (" + full.Message + ")";
            }
            catch (UnauthorizedAccessException shut)
            {
                Last = text + " (" + shut.Message + ")";
            }
        }
    }
}
