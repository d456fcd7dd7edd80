namespace Dewar.Viewing;

/// <summary>Why something can't be shown, in the words that go to whoever asked.</summary>
internal sealed class ViewFault(int status, string message) : Exception(message)
{
    public int Status => status;

    public static ViewFault NotThere(string message) => new(404, message);

    public static ViewFault Wrong(string message) => new(422, message);

    public static ViewFault TooMuch(string message) => new(413, message);
}
