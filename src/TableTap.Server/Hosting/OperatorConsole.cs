using System.Diagnostics.Metrics;
using TableTap.Server.Diagnosis;
using TableTap.Server.Http;
using TableTap.Server.Http.Admin;
using TableTap.Server.Http.Operations;
using TableTap.Server.Observability;

namespace TableTap.Server.Hosting;

/// <summary>What operators see of the running server and do to it: the parts behind <c>/admin</c> and <c>tabletap top</c>.</summary>
internal sealed class OperatorConsole : IDisposable
{
    /// <summary>How long after it was asked for a sign of life a client does not answer.</summary>
    private static readonly TimeSpan PongTime = TimeSpan.FromSeconds(5);

    private readonly CompositionRoot _rooms;
    private readonly DrainControl _drain;
    private readonly StatusReader _status;
    private readonly ActionAudit _audit;
    private readonly CancellationTokenSource _stopping = new();
    private readonly ServerSetup _setup;

    /// <summary>Makes the console of a server; it does nothing while nobody asks.</summary>
    /// <param name="setup">The settings.</param>
    /// <param name="rooms">What is seen.</param>
    /// <param name="examination">What the server finds wrong with itself.</param>
    /// <param name="health">Whether the server is ready.</param>
    /// <param name="meter">The figures of the server.</param>
    /// <param name="log">Where drains are told.</param>
    public OperatorConsole(
        ServerSetup setup,
        CompositionRoot rooms,
        SelfExamination examination,
        HealthEndpoints health,
        Meter meter,
        ILogger log
    )
    {
        (_setup, _rooms) = (setup, rooms);
        _audit = new(rooms.Journal, rooms.Ids, setup.Time, log);
        var (sessions, admission) = (
            setup.Options.Realtime.Sessions,
            setup.Options.Realtime.Admission
        );
        _drain = new(rooms.Hub, health, setup.Time, log);
        _status = new(
            rooms.Hub,
            rooms.Cafes,
            rooms.Journal,
            rooms.Cluster,
            examination,
            setup.Instance,
            new(meter, setup.Time),
            () => _drain.Current,
            new(admission.PerServer, sessions.PingAfter + PongTime),
            setup.Time
        );
    }

    /// <summary>Adds the console's addresses.</summary>
    /// <param name="routes">The addresses of the server.</param>
    /// <param name="admins">Lets administrators through.</param>
    public void Add(ApiRoutes routes, AdminAuthorization admins)
    {
        routes.Add(
            StatusEndpoint.Operation,
            new StatusEndpoint(
                admins,
                _status,
                new(StatusEndpoint.QuestionsPerMinute, _setup.Time)
            ).AnswerAsync
        );
        routes.Add(
            ConnectionsEndpoint.Operation,
            new ConnectionsEndpoint(admins, _rooms.Hub.Inspection).AnswerAsync
        );
        routes.Add(
            FramesEndpoint.Operation,
            new FramesEndpoint(
                admins,
                _rooms.Hub.Inspection,
                _audit,
                _rooms.Revocations,
                () => _rooms.Live.Now.Server.FrameWatch,
                _setup.Time,
                _stopping.Token
            ).AnswerAsync
        );
        var drain = new DrainEndpoint(admins, _drain, _audit);
        routes.Add(DrainEndpoint.Begin, drain.BeginAsync);
        routes.Add(DrainEndpoint.End, drain.EndAsync);
        var limits = new LimitsEndpoint(
            admins,
            _rooms.Raises,
            () => _rooms.Live.Now.Realtime,
            _rooms.Ids,
            _setup.Time
        );
        routes.Add(LimitsEndpoint.Raise, limits.RaiseAsync);
        routes.Add(LimitsEndpoint.List, limits.ListAsync);
        routes.Add(LimitsEndpoint.Lower, limits.LowerAsync);
    }

    /// <summary>The server stops: a drain for some minutes does not let anybody in any more, and nobody is watched.</summary>
    public void Stop()
    {
        _drain.Stop();
        _stopping.Cancel();
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _drain.Dispose();
        _status.Dispose();
        _stopping.Dispose();
    }
}
