using System;
using System.Collections.Generic;
using System.Threading;

namespace Dewar.Logger;

/// <summary>What the window wants written, one after the other, on a thread of its own: a disk may take long, and the window does not wait for it.</summary>
internal sealed class Errands
{
    private readonly Queue<Action> _queue = new();
    private readonly Thread _thread;
    private bool _ended;

    public Errands()
    {
        // Not in the background: the program ends when all of it is written.
        _thread = new(Run, maxStackSize: 256 << 10) { Name = "disk" };
        _thread.Start();
    }

    public void Do(Action errand)
    {
        lock (_queue)
        {
            _queue.Enqueue(errand);
            Monitor.Pulse(_queue);
        }
    }

    /// <summary>Returns when all is done.</summary>
    public void End()
    {
        lock (_queue)
        {
            _ended = true;
            Monitor.Pulse(_queue);
        }

        _thread.Join();
    }

    private void Run()
    {
        while (Next() is { } errand)
        {
            try
            {
                errand();
            }
            catch (Exception failure)
            {
                Troubles.Tell(failure);
            }
        }
    }

    private Action? Next()
    {
        lock (_queue)
        {
            while (_queue.Count == 0)
            {
                if (_ended)
                {
                    return null;
                }

                Monitor.Wait(_queue);
            }

            return _queue.Dequeue();
        }
    }
}
