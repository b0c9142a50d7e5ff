using TableTap.Protocol.Channels;
using TableTap.Terms;

namespace TableTap.Protocol.Schemas;

/// <summary>Sets of the catalogue, spelled as the protocol spells them.</summary>
internal static class CatalogueText
{
    /// <summary>The names of channels, with a placeholder for the id.</summary>
    /// <param name="kinds">The set of kinds of channel.</param>
    public static IEnumerable<string> Of(ChannelKinds kinds) =>
        ChannelName
            .Templates.Where(name => (name.Kind & kinds) != ChannelKinds.None)
            .Select(name => name.Text);

    /// <summary>The words of roles.</summary>
    /// <param name="roles">The set of roles to spell.</param>
    public static IEnumerable<string> Of(Roles roles) =>
        Enum.GetValues<Role>().Where(role => roles.Has(role)).Select(role => role.Word);
}
