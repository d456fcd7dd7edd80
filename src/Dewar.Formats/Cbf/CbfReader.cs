using Dewar.Formats.Bytes;
using Dewar.Sdk;

namespace Dewar.Formats.Cbf;

/// <summary>
/// CBF and imgCIF: pictures of area detectors among the words of a CIF; and CIF without any. Written to the International Tables for
/// Crystallography G (2.2 and 2.3) and the dictionary imgCIF 1.8.
/// </summary>
public sealed class CbfReader : IFormatReader
{
    private const int MostSignals = 256;
    private const int MostNodes = 90_000;

    public string Name => "cbf";

    public int Version => 1;

    public IReadOnlyList<FormatPassport> Formats { get; } =
    [
        new("CBF, imgCIF and miniCBF", ".cbf", "Detector images; all categories; the header of Dectris detectors.", "IUCr International Tables G 2.3, imgCIF dictionary 1.8; Dectris CBF header specification"),
        new("CIF and mmCIF", ".cif .mmcif", "All categories; tables with numbers.", "IUCr CIF 1.1 syntax"),
    ];

    public Likelihood Recognise(FileHead head)
    {
        if (head.Has("###CBF:"u8) || head.Has("#\\#CIF_"u8))
        {
            return Likelihood.BySignature;
        }

        // A CIF without a signature: after remarks comes a block, and a name or a table after that.
        var lines = new LineReader(head.Source, 0, head.Bytes.Length);
        var block = false;
        for (var i = 0; i < 400 && lines.Next(out var line); i++)
        {
            line = line.TrimStart(" \t"u8);
            if (line.Length == 0 || line[0] == '#')
            {
                continue;
            }

            if (block)
            {
                return line[0] == '_' || line.StartsWith("loop_"u8) || line.StartsWith("save_"u8) ? Likelihood.ByContent : Likelihood.No;
            }

            block = line.StartsWith("data_"u8);
            if (!block)
            {
                return Likelihood.No;
            }
        }

        return Likelihood.No;
    }

    public void Read(ByteSource file, Extraction into, CancellationToken ct)
    {
        into.Format = FileHead.Of(file).Has("###CBF:"u8) ? "CBF (imgCIF)" : "CIF";
        into.MediaType = into.Format is "CIF" ? "chemical/x-cif" : "image/x-cbf";
        var tokens = new CifTokens(file);
        try
        {
            new Walk(file, tokens, into, ct).All();
        }
        finally
        {
            into.Metadata.Add("lines", tokens.LineFeeds);
        }
    }

    /// <summary>Goes through the pieces and keeps where it is.</summary>
    private sealed class Walk(ByteSource file, CifTokens tokens, Extraction into, CancellationToken ct)
    {
        private readonly Dictionary<string, MetaGroup> _categories = [];
        private MetaGroup _block = into.Metadata;
        private int _nodes;

        public void All()
        {
            var name = "";
            tokens.Next();
            while (tokens.Kind != CifKind.End)
            {
                ct.ThrowIfCancellationRequested();
                switch (tokens.Kind)
                {
                    case CifKind.Block:
                        Facts();
                        _categories.Clear();
                        _block = ++_nodes < MostNodes ? into.Metadata.AddGroup(tokens.Text) : new MetaGroup("");
                        tokens.Next();
                        break;
                    case CifKind.Loop:
                        Loop();
                        break;
                    case CifKind.Name:
                        name = tokens.Text;
                        tokens.Next();
                        break;
                    case CifKind.Binary:
                        Binary();
                        tokens.Next();
                        break;
                    default:
                        Value(name);
                        tokens.Next();
                        break;
                }
            }

            Facts();
        }

        private void Value(string name)
        {
            if (name is "" || ++_nodes > MostNodes)
            {
                into.Warn("There is more in it than is kept, or values without a name.");
                return;
            }

            var (group, item) = Place(name);
            if (name is "_array_data.header_contents")
            {
                into.Format = "miniCBF";
                MiniHeader.Parse(tokens.Text, group.AddGroup(item), tokens.At, into.Facts);
                return;
            }

            group.Add(item, tokens.Kind == CifKind.Text ? tokens.Text : CifLoop.CifValue(tokens.Text), at: tokens.At);
        }

        private void Loop()
        {
            var loop = new CifLoop(tokens.At);
            while (tokens.Next() == CifKind.Name)
            {
                loop.Name(tokens.Text);
            }

            for (; loop.Names.Count > 0 && tokens.Kind is CifKind.Value or CifKind.Text or CifKind.Binary; tokens.Next())
            {
                if (tokens.Kind == CifKind.Binary)
                {
                    Binary();
                }

                loop.Value(tokens.Kind == CifKind.Binary ? "." : tokens.Text, tokens.Kind == CifKind.Text);
            }

            if (loop.Names.Count > 0 && (_nodes += loop.Names.Count) < MostNodes)
            {
                loop.Tell(Place);
                if (into.Signals.Count < MostSignals && loop.Describe(_block.Name) is { } table)
                {
                    into.Add(table);
                }
            }
        }

        private void Binary()
        {
            var section = tokens.Binary!;
            if ((_nodes += section.Lines.Count) < MostNodes)
            {
                var group = _block.AddGroup("binary section");
                foreach (var (key, value) in section.Lines)
                {
                    group.Add(key, long.TryParse(value, out var number) ? number : value, at: section.Start);
                }
            }

            if (into.Signals.Count < MostSignals)
            {
                CbfImage.Describe(file, section, _block, into);
            }
        }

        private void Facts() => CbfImage.Tell(_block, into.Facts);

        // "_diffrn.id": the category diffrn has an item id. The names of older dictionaries have no dot.
        private (MetaGroup Group, string Name) Place(string name)
        {
            var dot = name.IndexOf('.');
            if (dot <= 1)
            {
                return (_block, name);
            }

            if (!_categories.TryGetValue(name[..dot], out var group))
            {
                _categories[name[..dot]] = group = _block.AddGroup(name[..dot]);
                _nodes++;
            }

            return (group, name[(dot + 1)..]);
        }
    }
}
