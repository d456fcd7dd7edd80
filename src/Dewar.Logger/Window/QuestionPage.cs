using System;
using System.Windows.Forms;

namespace Dewar.Logger.Window;

/// <summary>A question and its answers, in the window itself: nothing pops up.</summary>
internal sealed class QuestionPage : Page
{
    private bool _answered;

    public QuestionPage(string question, string more)
    {
        Wide(Look.Large(question));
        Wide(Look.Wrapped(more));
    }

    public override Control First => Accept!;

    /// <summary>The first is pressed by Enter. Only one answer counts.</summary>
    public QuestionPage With(string answer, Action chosen, bool isCancel = false)
    {
        var button = Look.Button(answer, () =>
        {
            if (!_answered)
            {
                _answered = true;
                chosen();
            }
        });
        button.Dock = DockStyle.Top;
        Accept ??= button;
        Cancel = isCancel ? button : Cancel;
        Wide(button);
        return this;
    }
}
