namespace TableTap.Storage.Tests.PowerCuts;

/// <summary>What a program asked of the disk.</summary>
internal enum DiskCallKind
{
    /// <summary>A name was opened; made where it was not there.</summary>
    Open,

    /// <summary>A name was opened and what it held was thrown away.</summary>
    OpenEmpty,

    /// <summary>Bytes were written.</summary>
    Write,

    /// <summary>The length was set.</summary>
    Truncate,

    /// <summary>All that was asked of a file, or of a folder's names, before has to be on the disk.</summary>
    Flush,

    /// <summary>A name was taken away.</summary>
    Unlink,
}

/// <summary>A call of a program that changes what a disk holds.</summary>
/// <param name="Kind">What was asked.</param>
/// <param name="Path">Of which file or folder.</param>
/// <param name="Begin">Its place among all calls when it began.</param>
/// <param name="End">Its place when it was answered; the last of all where it never was.</param>
internal sealed record DiskCall(DiskCallKind Kind, string Path, int Begin, int End)
{
    /// <summary>Where bytes are written, or the new length.</summary>
    public long Offset { get; init; }

    /// <summary>What is written.</summary>
    public byte[] Data { get; init; } = [];

    /// <summary>The place at which a flush that covers it was answered; the last of all where none was.</summary>
    public int FlushedAt { get; init; } = int.MaxValue;
}
