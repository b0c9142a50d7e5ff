using System.Text.RegularExpressions;
using k8s.Models;
using TableTap.Testing;
using YamlDotNet.RepresentationModel;
using static TableTap.Pages.Tests.Documents.Deployed;

namespace TableTap.Pages.Tests.Documents;

/// <summary>
/// The manifests for Kubernetes: their parts fit each other, a cluster that restricts its pods takes them, and their autoscaler is told what it asks for.
/// </summary>
public sealed partial class ManifestTests
{
    // What a secret's file may be: its owner and its group read it (0440).
    private const int ReadByGroup = 288;

    [Fact]
    public void The_parts_of_the_manifests_fit_each_other()
    {
        var all = Manifests();
        var deployment = Assert.Single(all.OfType<V1Deployment>());
        var pod = deployment.Spec.Template;
        var labels = pod.Metadata.Labels;
        var server = Assert.Single(pod.Spec.Containers);
        var ports = server.Ports.Select(port => port.Name).ToList();

        Assert.Equal(labels, deployment.Spec.Selector.MatchLabels);
        var service = Assert.Single(all.OfType<V1Service>());
        Assert.Equal(labels, service.Spec.Selector);
        Assert.All(service.Spec.Ports, port => Assert.Contains((string)port.TargetPort, ports));
        var budget = Assert.Single(all.OfType<V1PodDisruptionBudget>());
        Assert.Equal(labels, budget.Spec.Selector.MatchLabels);
        var policy = Assert.Single(all.OfType<V1NetworkPolicy>());
        Assert.Equal(labels, policy.Spec.PodSelector.MatchLabels);
        Assert.Equal(
            ports,
            policy.Spec.Ingress.SelectMany(rule => rule.Ports).Select(port => (string)port.Port)
        );
        var scaling = Assert.Single(all.OfType<V2HorizontalPodAutoscaler>());
        Assert.Equal(
            (deployment.Kind, deployment.Metadata.Name),
            (scaling.Spec.ScaleTargetRef.Kind, scaling.Spec.ScaleTargetRef.Name)
        );
        // A number would set back what the autoscaler says, each time that the file is applied.
        Assert.Null(deployment.Spec.Replicas);
        var volumes = pod.Spec.Volumes.Select(volume => volume.Name).ToList();
        Assert.All(
            pod.Spec.InitContainers.Append(server).SelectMany(one => one.VolumeMounts),
            mount => Assert.Contains(mount.Name, volumes)
        );
        // Its root is read-only: where it writes, and what it reads, has to be mounted.
        var mounted = server.VolumeMounts.Select(mount => mount.MountPath).ToList();
        Assert.Contains("/var/lib/tabletap", mounted);
        Assert.All(
            server.Env.Where(one => one.Name.EndsWith("File", StringComparison.Ordinal)),
            one =>
                Assert.Contains(
                    mounted,
                    path => one.Value.StartsWith(path + "/", StringComparison.Ordinal)
                )
        );
        Assert.Throws<YamlDotNet.Core.YamlException>(() =>
            Manifests(text =>
                text.Replace("readinessProbe", "readynessProbe", StringComparison.Ordinal)
            )
        );
    }

    [Fact]
    public void Guests_come_by_the_address_to_which_the_codes_of_tables_lead()
    {
        var all = Manifests();
        var ingress = Assert.Single(all.OfType<V1Ingress>());
        var service = Assert.Single(all.OfType<V1Service>());
        var server = all.OfType<V1Deployment>().Single().Spec.Template.Spec.Containers.Single();

        var rule = Assert.Single(ingress.Spec.Rules);
        var page = new Uri(server.Env.Single(one => one.Name == "TABLETAP__Links__Guest").Value);
        Assert.Equal(("https", rule.Host), (page.Scheme, page.Host));
        Assert.Contains(rule.Host, Assert.Single(ingress.Spec.Tls).Hosts);
        var to = Assert.Single(rule.Http.Paths).Backend.Service;
        Assert.Equal(service.Metadata.Name, to.Name);
        Assert.Contains(service.Spec.Ports, port => port.Name == to.Port.Name);
    }

    [Fact]
    public void Every_container_is_let_in_where_pods_are_restricted_and_needs_no_registry()
    {
        var pod = Manifests().OfType<V1Deployment>().Single().Spec.Template.Spec;
        var version = Version()
            .Match(File.ReadAllText(Path.Combine(Repository.Root, "Directory.Build.props")))
            .Groups["version"]
            .Value;

        Assert.True(pod.SecurityContext.RunAsNonRoot);
        Assert.Equal("RuntimeDefault", pod.SecurityContext.SeccompProfile.Type);
        Assert.False(pod.AutomountServiceAccountToken);
        Assert.All(
            pod.InitContainers.Concat(pod.Containers),
            container =>
            {
                Assert.Equal(
                    ($"tabletap:{version}", "IfNotPresent"),
                    (container.Image, container.ImagePullPolicy)
                );
                Assert.False(container.SecurityContext.AllowPrivilegeEscalation);
                Assert.True(container.SecurityContext.ReadOnlyRootFilesystem);
                Assert.Equal("ALL", Assert.Single(container.SecurityContext.Capabilities.Drop));
            }
        );
        var secrets = pod.Volumes.Where(volume => volume.Secret is not null).ToList();
        Assert.NotEmpty(secrets);
        Assert.All(secrets, volume => Assert.Equal(ReadByGroup, volume.Secret.DefaultMode));
    }

    [Fact]
    public void What_the_autoscaler_asks_for_is_read_from_every_server_and_told_by_pod()
    {
        var all = Manifests();
        var figure = Assert
            .Single(all.OfType<V2HorizontalPodAutoscaler>().Single().Spec.Metrics)
            .Pods.Metric.Name;
        Assert.Contains(
            $"| `{figure}` |",
            File.ReadAllText(Path.Combine(Repository.Root, "docs", "figures.md")),
            StringComparison.Ordinal
        );
        var job = Only(Yaml("kubernetes", "prometheus.yml"), "scrape_configs");
        var name = $"{Find(job, "job_name")}";

        // The job keeps the servers' pods, at the port with the figures.
        var steps = ((YamlSequenceNode)Find(job, "relabel_configs")!)
            .Children.Cast<YamlMappingNode>()
            .ToList();
        var pod = all.OfType<V1Deployment>().Single().Spec.Template;
        Assert.Contains("metrics", pod.Spec.Containers.Single().Ports.Select(port => port.Name));
        var kept = steps.Single(step => $"{Find(step, "action")}" == "keep");
        Assert.Equal($"{pod.Metadata.Labels["app"]};metrics", $"{Find(kept, "regex")}");
        // The adapter sums what the job reads, by the labels that the job gives.
        var rule = Only(Node(Yaml("kubernetes", "prometheus-adapter.yaml"), "rules"), "custom");
        Assert.StartsWith(
            $$"""{{figure}}{job="{{name}}",""",
            $"{Find(rule, "seriesQuery")}",
            StringComparison.Ordinal
        );
        Assert.Equal(
            $$"""sum by (<<.GroupBy>>) (<<.Series>>{job="{{name}}",<<.LabelMatchers>>})""",
            $"{Find(rule, "metricsQuery")}"
        );
        var labels = steps.Select(step => $"{Find(step, "target_label")}").ToList();
        Assert.All(
            Names(Node(Node(rule, "resources"), "overrides")),
            label => Assert.Contains(label, labels)
        );
    }

    [GeneratedRegex(@"<Version>(?<version>[\d.]+)</Version>")]
    private static partial Regex Version();
}
