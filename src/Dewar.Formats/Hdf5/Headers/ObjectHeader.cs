using Dewar.Sdk;

namespace Dewar.Formats.Hdf5;

/// <summary>The header of an object: messages that say all there is to know of it. Versions 1 and 2, with their continuations.</summary>
internal sealed class ObjectHeader
{
    private const int MostBlocks = 70_000;
    private const string Part = "the object header";

    private readonly Hdf5File _file;
    private readonly List<HeaderMessage> _messages = [];
    private readonly bool _tracksOrder;
    private readonly int _version;

    private ObjectHeader(Hdf5File file, long address)
    {
        _file = file;
        Address = address;
        var blocks = new Queue<(long At, long Length)>();
        if (file.Look(address, 4, Part).SequenceEqual("OHDR"u8))
        {
            var head = file.Fields(address, Math.Min(34, file.Source.Length - address), Part);
            head.Skip(4);
            _version = head.Version(2, 2);
            var flags = head.U8();
            _tracksOrder = (flags & 4) != 0;
            head.Skip(((flags & 0x20) != 0 ? 16 : 0) + ((flags & 0x10) != 0 ? 4 : 0));
            var length = head.Signed(1 << (flags & 3));
            Verify(address, head.Position + length + 4);
            ReadBlock(address + head.Position, length, blocks);
        }
        else
        {
            var head = file.Fields(address, 16, Part);
            _version = head.Version(1, 1);
            head.Skip(7);
            ReadBlock(address + 16, head.U32(), blocks);
        }

        ReadContinuations(blocks);
    }

    /// <summary>Where it stands; the same object has the same address, whatever it is called.</summary>
    public long Address { get; }

    public IReadOnlyList<HeaderMessage> Messages => _messages;

    public static ObjectHeader Read(Hdf5File file, long address) => new(file, address);

    /// <summary>Whether there is such a message.</summary>
    public bool Has(MessageType type) => _messages.Exists(message => message.Type == type);

    /// <summary>The first message of a kind, fetched from where it is if it is shared; null when there is none.</summary>
    public HeaderMessage? Find(MessageType type)
    {
        foreach (var message in _messages)
        {
            if (message.Type == type)
            {
                return _file.Shared(message);
            }
        }

        return null;
    }

    private void ReadContinuations(Queue<(long At, long Length)> blocks)
    {
        var seen = new HashSet<long>();
        while (blocks.TryDequeue(out var block))
        {
            if (!seen.Add(block.At) || seen.Count > MostBlocks)
            {
                throw new DamagedException("The continuations of an object header never end", block.At);
            }

            if (_version == 1)
            {
                ReadBlock(block.At, block.Length, blocks);
                continue;
            }

            _file.Fields(block.At, 4, "the continuation of an object header").Expect("OCHK"u8);
            Verify(block.At, block.Length);
            ReadBlock(block.At + 4, block.Length - 8, blocks);
        }
    }

    private void ReadBlock(long at, long length, Queue<(long At, long Length)> blocks)
    {
        // A copy of its own, so that headers that are kept do not keep whole pages.
        var block = _file.Look(at, length, Part).ToArray();
        var fields = new Fields(block, at, _file.Sizes, Part);
        var prefix = _version == 1 ? 8 : _tracksOrder ? 6 : 4;
        while (fields.Left >= prefix)
        {
            var type = (MessageType)(_version == 1 ? fields.U16() : fields.U8());
            var size = fields.U16();
            var flags = fields.U8();
            var order = -1;
            if (_version == 1)
            {
                fields.Skip(3);
            }
            else if (_tracksOrder)
            {
                order = fields.U16();
            }

            var body = block.AsMemory(fields.Position, Math.Min(size, fields.Left));
            var message = new HeaderMessage(type, flags, body, fields.At, order);
            fields.Skip(size);
            if (type == MessageType.Continuation)
            {
                var target = _file.Fields(message, Part);
                blocks.Enqueue((target.Offset(), target.Length()));
            }
            else if (type != MessageType.Nil)
            {
                _messages.Add(message);
            }
        }
    }

    private void Verify(long at, long length)
    {
        if (!Checksum.IsRight(_file.Look(at, length, Part)))
        {
            _file.Doubt($"The checksum of the object header at byte {at} is wrong: what it says may be false.");
        }
    }
}
