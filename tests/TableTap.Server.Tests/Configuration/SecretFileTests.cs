using Microsoft.Extensions.Configuration;
using TableTap.Server.Configuration;
using TableTap.Server.Testing;

namespace TableTap.Server.Tests.Configuration;

/// <summary>Every setting that is a secret may stand in a file instead, and no message has it.</summary>
[Collection("Environment")]
public sealed class SecretFileTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void Connections_to_the_stores_and_the_key_of_a_provider_may_stand_in_files()
    {
        const string database = "Host=db;Username=tabletap;Password=p3tYk9Qz1LxVw7RmB8sN";
        const string standby = "Host=standby;Username=tabletap;Password=p3tYk9Qz1LxVw7RmB8sN";
        const string redis = "redis:6379,password=p3tYk9Qz1LxVw7RmB8sN";
        const string key = "p3tYk9Qz1LxVw7RmB8sN";

        var options = Read(
            ("Storage:Provider", "postgres"),
            ("Storage:ConnectionStringFile", Kept(database)),
            ("Storage:ReplicaConnectionStringFile", Kept(standby)),
            ("Backplane:Provider", "redis"),
            ("Backplane:ConnectionStringFile", Kept(redis)),
            ("Payments:Providers:cards:Scheme", "stripe"),
            ("Payments:Providers:cards:Secrets", "Kq3v9ZyT0pLw7RbXe1Nf"),
            ("Payments:Providers:cards:SecretKeyFile", Kept(key))
        );

        Assert.Equal(
            (database, standby, redis, key),
            (
                options.Storage.ConnectionString,
                options.Storage.ReplicaConnectionString,
                options.Backplane.ConnectionString,
                Assert.Single(options.Payments.Providers).SecretKey
            )
        );
    }

    [Theory]
    [InlineData("Storage:ConnectionString")]
    [InlineData("Storage:ReplicaConnectionString")]
    [InlineData("Backplane:ConnectionString")]
    public void A_file_that_is_not_there_is_told_by_its_own_name(string key)
    {
        var wrong = Assert.Throws<SettingsException>(() =>
            Read((key + "File", Path.Combine(_directory.Path, "nowhere")))
        );

        Assert.Contains(
            wrong.Problems,
            one =>
                one.Key == key + "File"
                && one.Problem.Contains("missing or cannot be read", StringComparison.Ordinal)
        );
    }

    private string Kept(string secret)
    {
        var file = Path.Combine(
            _directory.Path,
            $"secret-{Directory.GetFiles(_directory.Path).Length}"
        );
        File.WriteAllText(file, secret + "\n");
        return file;
    }

    private TableTapOptions Read(params (string Key, string Value)[] settings)
    {
        var file = Path.Combine(_directory.Path, "settings.json");
        File.WriteAllText(file, "{}");
        var configuration = new ConfigurationManager();
        SettingSources.Add(
            configuration,
            file,
            settings.Select(pair => KeyValuePair.Create(pair.Key, (string?)pair.Value))
        );
        return TableTapOptions.Read(configuration);
    }
}
