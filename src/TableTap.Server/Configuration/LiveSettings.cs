using System.Diagnostics.CodeAnalysis;
using TableTap.Realtime.Options;
using SessionOptions = TableTap.Realtime.Options.SessionOptions;

namespace TableTap.Server.Configuration;

/// <summary>
/// The settings that count now: those of the start, and of those that say so of themselves (<see cref="SettingAttribute.CountsAtOnce"/>) what
/// was read last. Who is connected keeps what there was, who comes gets the new one. Thread-safe.
/// </summary>
/// <param name="started">The settings of the start.</param>
internal sealed class LiveSettings(TableTapOptions started)
{
    private static readonly string[] Keys =
    [
        .. Of(typeof(ServerOptions)),
        .. Of(typeof(SignInOptions)),
        .. Of(typeof(SessionOptions)),
        .. Of(typeof(MessageLimitOptions)),
        .. Of(typeof(AdmissionOptions)),
        .. Of(typeof(SecurityOptions)),
        .. Of(typeof(ConnectionOptions)),
        .. Of(typeof(PaymentProviderOptions)),
    ];

    private readonly Lock _gate = new();
    private readonly List<Action<TableTapOptions>> _followers = [];
    private TableTapOptions? _read;

    /// <summary>The settings that count now.</summary>
    public TableTapOptions Now => Volatile.Read(ref _read) ?? started;

    /// <summary>Whether a key is of a setting that counts at once.</summary>
    /// <param name="key">The key of a setting, or of the file in which its secret stands.</param>
    public static bool Has(string key) => Keys.Any(own => SettingKey.IsWithin(key, own));

    /// <summary>Tells the settings that count now, and from then on every time that others do.</summary>
    /// <param name="take">Takes them over; quick.</param>
    public void Follow(Action<TableTapOptions> take)
    {
        lock (_gate)
        {
            _followers.Add(take);
            take(Now);
        }
    }

    /// <summary>Lets others count from now on.</summary>
    /// <param name="read">The settings as they were read, which are right; nobody else may have seen their records.</param>
    public void Set(TableTapOptions read)
    {
        lock (_gate)
        {
            Volatile.Write(ref _read, Merged(read));
            foreach (var take in _followers)
            {
                take(Now);
            }
        }
    }

    private TableTapOptions Merged(TableTapOptions read) =>
        started with
        {
            Server = Merged(started.Server, read.Server),
            SignIn = Merged(started.SignIn, read.SignIn),
            Realtime = started.Realtime with
            {
                Sessions = Merged(started.Realtime.Sessions, read.Realtime.Sessions),
                Messages = Merged(started.Realtime.Messages, read.Realtime.Messages),
                Admission = Merged(started.Realtime.Admission, read.Realtime.Admission),
            },
            Security = Merged(started.Security, read.Security),
            Connections = Merged(started.Connections, read.Connections),
            Payments = new()
            {
                // Providers come and go with a start.
                Providers =
                [
                    .. started.Payments.Providers.Select(provider =>
                        read.Payments.Find(provider.Name) is { } next
                            ? Merged(provider, next)
                            : provider
                    ),
                ],
            },
            SecretFiles = read.SecretFiles,
        };

    private static T Merged<[DynamicallyAccessedMembers(OptionProperty.Members)] T>(
        T started,
        T read
    )
        where T : class
    {
        foreach (var option in OptionProperty.Of(typeof(T)).Where(option => !option.CountsAtOnce))
        {
            option.Copy(started, read);
        }

        return read;
    }

    private static IEnumerable<string> Of(
        [DynamicallyAccessedMembers(OptionProperty.Members)] Type record
    ) =>
        from option in OptionProperty.Of(record)
        where option.CountsAtOnce
        from key in option.Rule.IsSecret
            ? new[] { option.Key!, option.Key + SecretFile.Suffix }
            : [option.Key!]
        select key;
}
