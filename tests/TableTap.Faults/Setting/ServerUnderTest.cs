using System.Globalization;
using System.Runtime.InteropServices;
using TableTap.Cli;
using TableTap.Testing.Defects;

namespace TableTap.Faults.Setting;

/// <summary>
/// The server as its own program runs it, command line, settings and signals included, but with a clock that a line on standard
/// input moves (<c>jump SECONDS</c>), and with a journal that lies where
/// that is asked for. Only here: the server itself knows no such thing.
/// </summary>
internal static class ServerUnderTest
{
    /// <summary>Names the <see cref="Defect"/> that this server has on purpose.</summary>
    public const string DefectVariable = "TABLETAP_FAULTS_DEFECT";

    public static async Task<int> RunAsync(string[] arguments)
    {
        var clock = new JumpingClock();
        using var stop = new CancellationTokenSource();
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        _ = Task.Run(ListenAsync);
        return await CommandLine.RunAsync(
            arguments,
            Console.Out,
            Console.Error,
            setup =>
                setup with
                {
                    Time = clock,
                    OpenJournal = async (options, time, log, cancelled) =>
                        new LyingJournal(
                            await setup.OpenJournal(options, time, log, cancelled),
                            Planted(),
                            TimeProvider.System
                        ),
                },
            stop.Token
        );

        static Defect Planted() =>
            Enum.TryParse<Defect>(
                Environment.GetEnvironmentVariable(DefectVariable),
                out var defect
            )
                ? defect
                : Defect.None;

        void Stop(PosixSignalContext signal)
        {
            signal.Cancel = true;
            stop.Cancel();
        }

        async Task ListenAsync()
        {
            while (await Console.In.ReadLineAsync() is { } line)
            {
                if (line.Split(' ') is ["jump", var seconds])
                {
                    clock.Jump(
                        TimeSpan.FromSeconds(double.Parse(seconds, CultureInfo.InvariantCulture))
                    );
                }
            }
        }
    }
}
