using System.Diagnostics;

namespace TableTap.Load.Measuring;

/// <summary>What a process has used up to a moment. Immutable.</summary>
/// <param name="Cpu">The processor time since its start, all threads together.</param>
/// <param name="RssBytes">The memory it holds now, in bytes.</param>
internal readonly record struct ProcessUsage(TimeSpan Cpu, long RssBytes)
{
    /// <summary>Reads what a process of this machine has used; null where there is none, or it may not be looked at.</summary>
    /// <param name="processId">The id of the process; null gives null.</param>
    public static ProcessUsage? Read(int? processId)
    {
        if (processId is not { } id)
        {
            return null;
        }

        try
        {
            using var process = Process.GetProcessById(id);
            return new(process.TotalProcessorTime, process.WorkingSet64);
        }
        catch (Exception away)
            when (away
                    is ArgumentException
                        or InvalidOperationException
                        or System.ComponentModel.Win32Exception
            )
        {
            return null;
        }
    }
}
