using System.CommandLine;
using TableTap.Simulation;
using TableTap.Simulation.Reporting;
using TableTap.Simulation.Scenario;
using TableTap.Terms;

namespace TableTap.Cli;

/// <summary><c>tabletap simulate</c>: a rush in the café, by real clients, with a proof at the end.</summary>
internal static class SimulateCommand
{
    private const double MaxOrdersPerHour = 100_000;
    private const double MaxMinutes = 24 * 60;
    private const double MinSpeed = 0.1;
    private const double MaxSpeed = 1000;
    private const int PlainEvery = 10;

    /// <summary>Makes the command with its options.</summary>
    public static Command Create()
    {
        var orders = CommandSettings.Number(
            "--orders-per-hour",
            "Orders an hour, on average; they come in two peaks.",
            300,
            1,
            MaxOrdersPerHour
        );
        var minutes = CommandSettings.Number(
            "--minutes",
            "How long guests keep coming.",
            5,
            0.1,
            MaxMinutes
        );
        var speed = CommandSettings.Number(
            "--speed",
            "How many times faster than a clock the café's time runs.",
            1,
            MinSpeed,
            MaxSpeed
        );
        var seed = new Option<int>("--seed")
        {
            Description = "Fixes who comes when and does what.",
            HelpName = "S",
            DefaultValueFactory = _ => 1,
        };
        var voucher = new Option<string?>("--voucher")
        {
            Description =
                "A voucher's code that the café's issuer knows: some tables pay with it [default: none].",
            HelpName = "CODE",
        };
        voucher.Validators.Add(result =>
        {
            if (
                result.GetValueOrDefault<string?>() is
                { Length: < TextLimits.ShortestVoucherCode or > TextLimits.VoucherCode }
            )
            {
                result.AddError(
                    $"--voucher: a code has at least {TextLimits.ShortestVoucherCode} and at most {Counted.Of(TextLimits.VoucherCode, "character", "characters")}."
                );
            }
        });
        return ReportCommand.Create(
            "simulate",
            "Guests and staff live a rush over real sockets; fails if a message is missing, doubled or out of order, or if guests cannot order what they came for or do not get what they need.",
            [orders, minutes, speed, seed, voucher],
            async (parsed, run, stop) =>
            {
                var options = new SimulationOptions
                {
                    Server = run.Server,
                    Tokens = async (user, role, cancel) =>
                    {
                        try
                        {
                            return await run.Tokens.GetAsync(user, role, cancel);
                        }
                        catch (CommandFailedException none)
                        {
                            throw new SimulationException(none.Message);
                        }
                    },
                    CafeId = run.CafeId,
                    OrdersPerHour = parsed.GetValue(orders),
                    Duration = TimeSpan.FromMinutes(parsed.GetValue(minutes)),
                    Speed = parsed.GetValue(speed),
                    Seed = parsed.GetValue(seed),
                    Voucher = parsed.GetValue(voucher),
                    Run = run.Id,
                };
                var report = await run.ReportAsync(
                    new ProgressLine<SimulationProgress>(
                        "opening the café",
                        static now => now.Line,
                        PlainEvery
                    ),
                    progressGoesToOutput: true,
                    show => new RushHourScenario(options).RunAsync(show, stop),
                    ReportJson.Default.SimulationReport,
                    ReportTable.Write
                );
                return report.Passed ? ExitCode.Done : ExitCode.Failed;
            }
        );
    }
}
