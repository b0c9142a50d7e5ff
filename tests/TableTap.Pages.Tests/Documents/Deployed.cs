using k8s;
using TableTap.Testing;
using YamlDotNet.RepresentationModel;

namespace TableTap.Pages.Tests.Documents;

/// <summary>The files in <c>deploy/</c>, read as those read them for whom they are.</summary>
internal static class Deployed
{
    /// <summary>The folder.</summary>
    public static string Folder { get; } = Path.Combine(Repository.Root, "deploy");

    /// <summary>The manifests for Kubernetes, by its own client, which knows every field.</summary>
    /// <param name="change">Changes the text before it is read; null for the text as it is.</param>
    public static List<object> Manifests(Func<string, string>? change = null)
    {
        var text = File.ReadAllText(Path.Combine(Folder, "kubernetes", "tabletap.yaml"));
        return KubernetesYaml.LoadAllFromString(change?.Invoke(text) ?? text, null, strict: true);
    }

    /// <summary>The first document of a file in YAML, which is a map.</summary>
    /// <param name="path">The names of its folders and of the file.</param>
    public static YamlMappingNode Yaml(params string[] path)
    {
        using var reader = File.OpenText(Path.Combine([Folder, .. path]));
        var stream = new YamlStream();
        stream.Load(reader);
        return (YamlMappingNode)stream.Documents[0].RootNode;
    }

    /// <summary>A map within a map.</summary>
    public static YamlMappingNode Node(YamlMappingNode map, string key) =>
        Find(map, key) as YamlMappingNode
        ?? throw new InvalidOperationException($"There is no map {key}.");

    /// <summary>What a map has under a key; null for nothing. Keys of its own count before those of a map that is merged into it (<c>&lt;&lt;</c>).</summary>
    public static YamlNode? Find(YamlMappingNode map, string key) =>
        map.Children.TryGetValue(new YamlScalarNode(key), out var own) ? own
        : map.Children.TryGetValue(new YamlScalarNode("<<"), out var merged)
            ? Find((YamlMappingNode)merged, key)
        : null;

    /// <summary>The keys of a map, with those of maps that are merged into it.</summary>
    public static List<string> Names(YamlMappingNode map) =>
        [
            .. map.Children.SelectMany(child =>
                $"{child.Key}" == "<<" ? Names((YamlMappingNode)child.Value) : [$"{child.Key}"]
            ),
        ];

    /// <summary>The only map of the list that a map has under a key.</summary>
    public static YamlMappingNode Only(YamlMappingNode map, string key) =>
        (YamlMappingNode)Assert.Single(((YamlSequenceNode)Find(map, key)!).Children);
}
