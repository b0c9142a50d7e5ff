using System.Runtime.InteropServices;
using TableTap.Cli;

HttpClient.DefaultProxy = new ProxyForOthers(HttpClient.DefaultProxy);
using var stop = new CancellationTokenSource();
using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);

// A terminal that closes, and what some process managers send first.
using var hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, Stop);
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
return await CommandLine.RunAsync(args, Console.Out, Console.Error, stop.Token);

// The first signal asks to stop; a second one ends the process as signals do.
void Stop(PosixSignalContext signal)
{
    if (!stop.IsCancellationRequested)
    {
        signal.Cancel = true;
        stop.Cancel();
    }
}
