using System.Buffers.Binary;
using Microsoft.Data.Sqlite;

namespace TableTap.Storage.Sqlite;

/// <summary>
/// Finds out whether a store's write-ahead log lost commits that were acknowledged. SQLite itself takes what follows the first
/// frame it cannot read for the rest of a commit that was cut off, and drops it without a word.
/// </summary>
internal static class LogProof
{
    // https://sqlite.org/fileformat2.html#the_write_ahead_log and https://sqlite.org/walformat.html
    private const int HeaderBytes = 32;
    private const int FrameHeaderBytes = 24;
    private const int PageSizeAt = 8;
    private const int SaltAt = 16;
    private const int SaltBytes = 8;
    private const int PagesAfterCommitAt = 4;
    private const int FrameSaltAt = 8;
    private const int LastFrameAt = 16;

    /// <summary>Refuses a store whose log is damaged, cut off or gone. Leaves everything as it is.</summary>
    /// <param name="file">The store, which nobody has open.</param>
    /// <exception cref="StoreRefusedException">Acknowledged commits are missing.</exception>
    public static void Check(StoreFile file)
    {
        if (Missing(file) is { } how)
        {
            throw new StoreRefusedException(
                $"The write-ahead log of {file.Path} is damaged or missing: {how}. "
                    + $"Commands that were acknowledged are lost with it. Put {file.Path}-wal back if you have it, "
                    + "or restore a backup with 'tabletap journal restore FILE', "
                    + "or go on with what is left by 'tabletap journal salvage'."
            );
        }
    }

    // How it is known; null where nothing is missing.
    private static string? Missing(StoreFile file)
    {
        var last = LastCommit.Read(file.Path);
        if (new FileInfo(file.Path) is not { Exists: true, Length: > 0 })
        {
            // What a restore left has its own words.
            var restoring = File.Exists(file.Path + StoreFile.HalfRestored);
            return last is null || restoring ? null : "the store itself is gone";
        }

        using var connection = file.OpenForReading();
        Statement.Run(connection, "BEGIN");
        if (Statement.Ask(connection, "SELECT 1 FROM sqlite_schema WHERE name = 'receipt'") is null)
        {
            // A store of nobody, or not even made to its end: others say so.
            return last is null ? null : "its tables are gone";
        }

        if (CommitsBehindGap(file.Path))
        {
            return "whole commits follow a place that cannot be read";
        }

        return
            last is var (writer, number)
            && Signed(connection, writer) is var signed
            && signed < number
            ? FormattableString.Invariant(
                $"it ends with commit {signed}, and {number} was acknowledged"
            )
            : null;
    }

    private static long Signed(SqliteConnection connection, string writer)
    {
        using var select = new Statement(
            connection,
            "SELECT number FROM receipt WHERE writer = $1",
            1
        );
        return select.Number(writer) ?? 0;
    }

    // A commit is on the disk before the next one begins. So a whole one with another frame behind it was acknowledged; one
    // at the very end may be what a power cut left of a commit that nobody was told of.
    private static bool CommitsBehindGap(string path)
    {
        using var log = Open(path + "-wal");
        Span<byte> header = stackalloc byte[HeaderBytes];
        if (log is null || log.ReadAtLeast(header, HeaderBytes, false) < HeaderBytes)
        {
            return false;
        }

        var frameBytes =
            FrameHeaderBytes + (long)BinaryPrimitives.ReadUInt32BigEndian(header[PageSizeAt..]);
        var salt = header.Slice(SaltAt, SaltBytes);
        var isBehindCommit = false;
        Span<byte> frame = stackalloc byte[FrameHeaderBytes];
        for (var number = LastGoodFrame(path); ; number++)
        {
            log.Position = HeaderBytes + (number * frameBytes);
            if (log.ReadAtLeast(frame, FrameHeaderBytes, false) < FrameHeaderBytes)
            {
                return false;
            }

            if (!frame.Slice(FrameSaltAt, SaltBytes).SequenceEqual(salt))
            {
                continue;
            }

            if (isBehindCommit)
            {
                return true;
            }

            isBehindCommit = BinaryPrimitives.ReadUInt32BigEndian(frame[PagesAfterCommitAt..]) != 0;
        }
    }

    // SQLite's own recovery leaves it in the log's index, in the machine's order of bytes.
    private static long LastGoodFrame(string path)
    {
        using var index = Open(path + "-shm");
        Span<byte> header = stackalloc byte[LastFrameAt + sizeof(uint)];
        return index is not null && index.ReadAtLeast(header, header.Length, false) == header.Length
            ? BitConverter.ToUInt32(header[LastFrameAt..])
            : 0;
    }

    private static FileStream? Open(string path) =>
        File.Exists(path)
            ? new FileStream(
                path,
                FileMode.Open,
                FileAccess.Read,
                FileShare.ReadWrite | FileShare.Delete
            )
            : null;
}
