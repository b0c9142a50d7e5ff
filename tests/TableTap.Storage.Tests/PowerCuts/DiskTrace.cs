using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using TableTap.Testing;

namespace TableTap.Storage.Tests.PowerCuts;

/// <summary>
/// All that a program asked of the disk in one folder, as <c>strace</c> saw it: the order of writes and flushes, and what the program
/// said meanwhile.
/// </summary>
/// <param name="calls">The calls, as they began.</param>
internal sealed partial class DiskTrace(IReadOnlyList<DiskCall> calls)
{
    private const string Traced =
        "openat,write,pwrite64,ftruncate,fsync,fdatasync,rename,renameat,renameat2,unlink,unlinkat";

    /// <summary>The calls, as they began.</summary>
    public IReadOnlyList<DiskCall> Calls => calls;

    /// <summary>Whether programs can be watched here.</summary>
    public static bool IsPossible()
    {
        try
        {
            using var process = Process.Start(
                new ProcessStartInfo("strace", ["-qq", "-o", "/dev/null", "true"])
                {
                    UseShellExecute = false,
                    RedirectStandardError = true,
                }
            )!;
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }

    /// <summary>Runs a program whose output goes to a file until it has said so many lines, and kills it.</summary>
    /// <param name="folder">The folder whose files are watched.</param>
    /// <param name="files">The names of those files.</param>
    /// <param name="output">The name of the file to which the output goes, one of them.</param>
    /// <param name="lines">How many lines it says.</param>
    /// <param name="command">The program and its arguments.</param>
    public static async Task<DiskTrace> RecordAsync(
        string folder,
        IReadOnlyList<string> files,
        string output,
        int lines,
        params string[] command
    )
    {
        var (trace, said) = (folder + ".trace", Path.Combine(folder, output));
        string[] paths = [folder, .. files.Select(file => Path.Combine(folder, file))];
        string[] arguments =
        [
            .. $"-f --seccomp-bpf -qq -y -xx -s 16777216 -e trace={Traced} -o {trace}".Split(' '),
            .. paths.SelectMany(path => new[] { "-P", path }),
            "sh",
            "-c",
            "exec \"$@\" >\"$0\"",
            said,
            .. command,
        ];
        using var process = Process.Start(
            new ProcessStartInfo("strace", arguments)
            {
                UseShellExecute = false,
                RedirectStandardError = true,
            }
        )!;
        try
        {
            await Patience.UntilAsync(
                () => process.HasExited || (File.Exists(said) && Lines(said) >= lines),
                pauseMs: 20
            );
            Assert.False(process.HasExited, "It ended by itself.");
        }
        finally
        {
            process.Kill(entireProcessTree: true);
        }

        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return new(Read(File.ReadLines(trace)));
    }

    /// <summary>The lines that the program had said to a file before a place.</summary>
    /// <param name="path">The file.</param>
    /// <param name="place">The place among all calls.</param>
    public HashSet<string> SaidBefore(string path, int place) =>
        [
            .. string.Concat(
                    calls
                        .Where(call =>
                            call.Kind == DiskCallKind.Write
                            && call.Path == path
                            && call.Begin < place
                        )
                        .Select(call => Encoding.UTF8.GetString(call.Data))
                )
                .Split('\n', StringSplitOptions.RemoveEmptyEntries),
        ];

    private static int Lines(string path)
    {
        using var file = new FileStream(
            path,
            FileMode.Open,
            FileAccess.Read,
            FileShare.ReadWrite | FileShare.Delete
        );
        using var reader = new StreamReader(file);
        return reader.ReadToEnd().Count(sign => sign == '\n');
    }

    private static List<DiskCall> Read(IEnumerable<string> lines)
    {
        var calls = new List<DiskCall?>();
        var open = new Dictionary<string, int>();
        var place = 0;
        foreach (var line in lines)
        {
            place++;
            if (Begun().Match(line) is { Success: true } begun)
            {
                open[begun.Groups["thread"].Value] = calls.Count;
                calls.Add(Call(begun, place, int.MaxValue));
            }
            else if (Resumed().Match(line) is { Success: true } resumed)
            {
                if (open.Remove(resumed.Groups["thread"].Value, out var begin))
                {
                    calls[begin] = IsDone(resumed) ? calls[begin]! with { End = place } : null;
                }
            }
            else if (Whole().Match(line) is { Success: true } whole && IsDone(whole))
            {
                calls.Add(Call(whole, place, place));
            }
        }

        return Flushed([.. calls.OfType<DiskCall>()]);
    }

    // A name is on the disk when its folder was flushed after it.
    private static List<DiskCall> Flushed(List<DiskCall> calls)
    {
        var flushes = calls
            .Where(call => call.Kind == DiskCallKind.Flush)
            .ToLookup(call => call.Path);
        return
        [
            .. calls.Select(call =>
                call with
                {
                    FlushedAt = flushes[
                        IsOfName(call) ? Path.GetDirectoryName(call.Path)! : call.Path
                    ]
                        .Where(flush => flush.Begin > call.End)
                        .Select(flush => flush.End)
                        .DefaultIfEmpty(int.MaxValue)
                        .Min(),
                }
            ),
        ];
    }

    private static bool IsOfName(DiskCall call) =>
        call.Kind is DiskCallKind.Open or DiskCallKind.Unlink;

    private static bool IsDone(Match line) => !line.Groups["result"].Value.StartsWith('-');

    private static DiskCall Call(Match line, int begin, int end)
    {
        var (name, arguments) = (line.Groups["call"].Value, line.Groups["arguments"].Value);
        var texts = Text()
            .Matches(arguments)
            .Select(text => Bytes(text.Groups["hex"].Value))
            .ToArray();
        var numbers = Number()
            .Matches(arguments)
            .Select(number => ParseNumber(number.Value))
            .ToArray();
        string Named(int index) => Encoding.UTF8.GetString(texts[index]);
        string Opened() =>
            Encoding.UTF8.GetString(Bytes(Descriptor().Match(arguments).Groups["hex"].Value));
        return name switch
        {
            "openat" => new(
                arguments.Contains("O_TRUNC") ? DiskCallKind.OpenEmpty : DiskCallKind.Open,
                Named(0),
                begin,
                end
            ),
            "write" => new(DiskCallKind.Write, Opened(), begin, end)
            {
                Offset = -1,
                Data = texts[0],
            },
            "pwrite64" => new(DiskCallKind.Write, Opened(), begin, end)
            {
                Offset = numbers[^1],
                Data = texts[0],
            },
            "ftruncate" => new(DiskCallKind.Truncate, Opened(), begin, end)
            {
                Offset = numbers[^1],
            },
            "fsync" or "fdatasync" => new(DiskCallKind.Flush, Opened(), begin, end),
            "unlink" or "unlinkat" => new(DiskCallKind.Unlink, Named(0), begin, end),
            _ => throw new InvalidOperationException(
                $"What a cut leaves of a {name} is not known here."
            ),
        };
    }

    private static long ParseNumber(string digits) =>
        long.Parse(digits.TrimStart(',', ' '), CultureInfo.InvariantCulture);

    private static byte[] Bytes(string hex) =>
        Convert.FromHexString(hex.Replace("\\x", "", StringComparison.Ordinal));

    [GeneratedRegex(@"^(?<thread>\d+) +(?<call>\w+)\((?<arguments>.*) <unfinished \.\.\.>$")]
    private static partial Regex Begun();

    [GeneratedRegex(@"^(?<thread>\d+) +<\.\.\. \w+ resumed>.* = (?<result>-?\d+|\?)")]
    private static partial Regex Resumed();

    [GeneratedRegex(@"^(?<thread>\d+) +(?<call>\w+)\((?<arguments>.*)\) += (?<result>-?\d+|\?)")]
    private static partial Regex Whole();

    // What stands between quotation marks.
    [GeneratedRegex("\"(?<hex>(\\\\x[0-9a-f]{2})*)\"")]
    private static partial Regex Text();

    // The path of the descriptor that comes first.
    [GeneratedRegex(@"^\d+<(?<hex>(\\x[0-9a-f]{2})*)")]
    private static partial Regex Descriptor();

    [GeneratedRegex(@", *-?\d+")]
    private static partial Regex Number();
}
