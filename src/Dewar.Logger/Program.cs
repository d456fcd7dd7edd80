using System;
using System.IO;
using System.Reflection;
using System.Windows.Forms;
using Dewar.Logger.Window;

namespace Dewar.Logger;

internal static class Program
{
    /// <summary>
    /// <c>dewar-logger [--minimized]</c> shows the window; <c>--state</c> prints what there is. Ends with 2 where another one runs already,
    /// and with 1 where the settings can't be read.
    /// </summary>
    [STAThread]
    private static int Main(string[] arguments)
    {
        Memory.Spare();
        var beside = Path.GetDirectoryName(Assembly.GetExecutingAssembly().Location)!;
        using var home = Home.Take(beside);
        if (home is null)
        {
            Console.Error.WriteLine("The logger runs already.");
            return 2;
        }

        if (Array.IndexOf(arguments, "--state") >= 0)
        {
            Console.WriteLine(StateLine.Of(home.Folder));
            return 0;
        }

        Troubles.WriteTo(home.Folder);
        Application.EnableVisualStyles();
        Application.SetCompatibleTextRenderingDefault(false);
        // Without this a failure would pop up in a window of its own.
        Application.SetUnhandledExceptionMode(UnhandledExceptionMode.CatchException);
        Application.ThreadException += (_, failure) => Troubles.Tell(failure.Exception);
        AppDomain.CurrentDomain.UnhandledException += (_, failure) => Troubles.Tell("The program broke.", failure.ExceptionObject.ToString());
        try
        {
            var settings = Settings.Find(beside, home.Folder);
            using var window = new MainWindow(home, settings);
            window.WindowState = Array.IndexOf(arguments, "--minimized") >= 0 ? FormWindowState.Minimized : FormWindowState.Normal;
            Application.Run(window);
            return 0;
        }
        catch (FormatException wrong)
        {
            Troubles.Tell(wrong);
            using var window = new Form { Text = "Dewar logger", ClientSize = new(420, 120), Padding = new(12) };
            var told = Look.Wrapped(wrong.Message + " Mend the file, then start the logger again.");
            told.AutoSize = false;
            window.Font = System.Drawing.SystemFonts.MessageBoxFont;
            window.Controls.Add(told);
            Application.Run(window);
            return 1;
        }
    }
}
