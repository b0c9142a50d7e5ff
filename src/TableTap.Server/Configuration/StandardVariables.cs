namespace TableTap.Server.Configuration;

/// <summary>Settings by variables of the environment that are not ours but everybody's: the lowest rank.</summary>
internal sealed class StandardVariables : ConfigurationProvider, IConfigurationSource
{
    /// <summary>Where OpenTelemetry sends what it gathers, whatever the program.</summary>
    public const string OtlpEndpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";

    /// <inheritdoc />
    public IConfigurationProvider Build(IConfigurationBuilder builder) => this;

    /// <inheritdoc />
    public override void Load()
    {
        if (Environment.GetEnvironmentVariable(OtlpEndpoint) is { Length: > 0 } url)
        {
            Data["Server:OtlpUrl"] = url;
        }
    }
}
