namespace TableTap.Storage.Tests.PowerCuts;

/// <summary>
/// What a disk holds after the power was cut: all that was flushed, and of the rest whatever it happened to have written, in any order
/// and in pieces of a sector. A new name is there for certain only when its folder was flushed.
/// </summary>
/// <param name="trace">What the program asked of the disk.</param>
/// <param name="cut">The place among all calls at which the power was cut.</param>
/// <param name="keeps">Whether a piece that was not flushed is kept; asked once for each.</param>
/// <param name="flushes">Whether the disk keeps its word; false to see that a check would find it.</param>
internal sealed class CutDisk(DiskTrace trace, int cut, Func<bool> keeps, bool flushes = true)
{
    private const int SectorBytes = 512;

    /// <summary>Writes the files of a folder into another one, as they are found after the power comes back.</summary>
    /// <param name="from">The folder as the program knew it.</param>
    /// <param name="to">A new folder.</param>
    /// <param name="except">Names that are left out.</param>
    public void Rebuild(string from, string to, params string[] except)
    {
        // As the program sees names now; as the disk has them.
        var (seen, kept) = (new Dictionary<string, Contents>(), new Dictionary<string, Contents>());
        foreach (var call in trace.Calls.Where(call => call.Begin < cut))
        {
            var isNew = !seen.TryGetValue(call.Path, out var contents);
            switch (call.Kind)
            {
                case DiskCallKind.Open or DiskCallKind.OpenEmpty when isNew && call.Path != from:
                    seen[call.Path] = contents = new Contents();
                    Keep(call, () => kept[call.Path] = contents);
                    break;
                case DiskCallKind.OpenEmpty when contents is not null:
                    Keep(call, () => contents.SetLength(0));
                    break;
                case DiskCallKind.Truncate when contents is not null:
                    Keep(call, () => contents.SetLength(call.Offset));
                    break;
                case DiskCallKind.Write when contents is not null && call.Offset >= 0:
                    Write(call, contents);
                    break;
                case DiskCallKind.Unlink when contents is not null:
                    seen.Remove(call.Path);
                    Keep(call, () => kept.Remove(call.Path));
                    break;
                default:
                    break;
            }
        }

        foreach (var (path, contents) in kept)
        {
            if (!except.Contains(Path.GetFileName(path)))
            {
                File.WriteAllBytes(Path.Combine(to, Path.GetFileName(path)), contents.ToArray());
            }
        }
    }

    private void Keep(DiskCall call, Action keep)
    {
        if (IsFlushed(call) || keeps())
        {
            keep();
        }
    }

    private void Write(DiskCall call, Contents contents)
    {
        var isFlushed = IsFlushed(call);
        for (var at = 0; at < call.Data.Length; )
        {
            var sector = SectorBytes - (int)((call.Offset + at) % SectorBytes);
            var length = Math.Min(sector, call.Data.Length - at);
            if (isFlushed || keeps())
            {
                contents.Write(call.Offset + at, call.Data.AsSpan(at, length));
            }

            at += length;
        }
    }

    private bool IsFlushed(DiskCall call) => flushes && call.FlushedAt < cut;

    private sealed class Contents
    {
        private readonly MemoryStream _bytes = new();

        public void SetLength(long length) => _bytes.SetLength(length);

        public void Write(long offset, ReadOnlySpan<byte> data)
        {
            _bytes.Position = offset;
            _bytes.Write(data);
        }

        public byte[] ToArray() => _bytes.ToArray();
    }
}
