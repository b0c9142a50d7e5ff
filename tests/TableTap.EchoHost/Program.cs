using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using TableTap.EchoHost;
using TableTap.Server.Configuration;
using TableTap.Server.Connections;
using TableTap.Server.Hosting;

// serve --data FOLDER --urls http://127.0.0.1:PORT, as the server itself is started; or a port alone.
var given = args is [.., "--urls", var last] ? last : null;
var url =
    given
    ?? $"http://127.0.0.1:{(args.Length == 0 ? 9001 : int.Parse(args[0], CultureInfo.InvariantCulture))}";
var settings = new ConfigurationBuilder()
    .AddInMemoryCollection(
        new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["Server:Urls"] = url,
            // Suites send messages of 16 MiB, and as many as they can.
            ["Limits:MaxMessageBytes"] = "16MiB",
            ["Limits:MessagesPerMinute"] = "1000000",
        }
    )
    .Build();
var options = TableTapOptions.Read(settings);
await using var app = KestrelSetup.Build(
    new(settings, options, TimeProvider.System),
    ConnectionCapacity.Of(options, OpenFiles.Limit(), OpenFiles.Now())
);
using var echo = new EchoEndpoint(
    options.Realtime,
    app.Services,
    // The tests tell an end from a patience that ran out, on a machine of any load.
    closeGrace: given is null ? options.Realtime.Sessions.CloseGrace : TimeSpan.FromMinutes(1)
);
echo.Use(app);
await app.StartAsync();
var addresses = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!;
Console.WriteLine($"ready on {string.Join(", ", addresses.Addresses)}");
await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System);
