using System.Xml.Linq;
using Mono.Cecil;
using Mono.Cecil.Cil;

namespace Ispeed.Hub.Tests.House;

public sealed class ArchitectureTests
{
    private const string Prefix = "Ispeed.Hub.";

    /// <summary>A folder may use itself and the lines above it; not its neighbours on the same line.</summary>
    private static readonly string[][] Ranks =
    [
        ["Store", "Tables"],
        ["Api", "Audit"],
        ["Sheets"],
        ["Documents"],
        ["Areas"],
        ["Cartography"],
        ["Operators"],
        ["Organisations"],
        ["Accounts"],
        ["Referrals"],
        ["Screening"],
        ["Measurements"],
        ["Points"],
        ["Ingest"],
        ["Publication", "Coverage"],
        ["OpenData"],
        ["Campaigns", "Cases"],
        ["Reminders"],
        ["Demonstration", "Exports"],
        ["Portal"],
    ];

    [Fact]
    public void A_folder_of_the_hub_uses_only_folders_of_a_lower_rank()
    {
        var edges = Edges();
        var unknown = edges
            .SelectMany(edge => new[] { edge.From, edge.To })
            .Distinct(StringComparer.Ordinal)
            .Where(folder => RankOf(folder) < 0)
            .Select(folder =>
                $"The folder {folder} has no rank: put it into ArchitectureTests.Ranks, below everything it uses, or move its types into a folder that has one."
            );
        unknown.ShouldBeEmpty();

        var upward = edges
            .Where(edge => edge.From != edge.To && RankOf(edge.From) <= RankOf(edge.To))
            .Select(edge =>
                $"{edge.Type} in {edge.From} uses {edge.Used} in {edge.To}, which is not below it: move what both need down, or let {edge.To} come to {edge.From}."
            )
            .Distinct(StringComparer.Ordinal);
        upward.ShouldBeEmpty();
    }

    [Fact]
    public void No_program_references_another_program()
    {
        var projects = SourceTree
            .Files("src", ".csproj")
            .Select(file => (Name: Path.GetFileNameWithoutExtension(file), Content: XDocument.Load(file)))
            .ToArray();
        var programs = projects
            .Where(project => IsProgram(project.Content))
            .Select(project => project.Name)
            .ToHashSet(StringComparer.Ordinal);
        programs.Contains("Ispeed.Hub").ShouldBeTrue();
        var wrong =
            from project in projects
            where programs.Contains(project.Name)
            from reference in project.Content.Descendants("ProjectReference")
            let name = Path.GetFileNameWithoutExtension(((string)reference.Attribute("Include")!).Replace('\\', '/'))
            where programs.Contains(name)
            select $"{project.Name} references {name}: programs share only libraries; put what both need into Ispeed.Measure.";
        wrong.ShouldBeEmpty();
    }

    private static bool IsProgram(XDocument project) =>
        (string?)project.Root!.Attribute("Sdk") == "Microsoft.NET.Sdk.Web"
        || project.Descendants("OutputType").Any(type => type.Value == "Exe");

    private static int RankOf(string folder) => Array.FindIndex(Ranks, rank => rank.Contains(folder, StringComparer.Ordinal));

    private static List<(string From, string To, string Type, string Used)> Edges()
    {
        using var assembly = AssemblyDefinition.ReadAssembly(typeof(HubHost).Assembly.Location);
        return
        [
            .. from type in assembly.MainModule.GetTypes()
            let @from = FolderOf(type)
            where @from is not null && !type.FullName.Contains(".Migrations.", StringComparison.Ordinal)
            from used in Uses(type)
            let to = FolderOf(used)
            where to is not null
            select (@from, to, type.FullName, used.FullName),
        ];
    }

    private static string? FolderOf(TypeReference type)
    {
        var outermost = type.GetElementType();
        while (outermost.DeclaringType is { } outer)
        {
            outermost = outer;
        }

        return outermost.Namespace.StartsWith(Prefix, StringComparison.Ordinal) ? outermost.Namespace[Prefix.Length..].Split('.')[0] : null;
    }

    private static IEnumerable<TypeReference> Uses(TypeDefinition type)
    {
        var signatures = type
            .Fields.Select(field => field.FieldType)
            .Concat(type.Interfaces.Select(implemented => implemented.InterfaceType))
            .Concat(type.CustomAttributes.Select(attribute => attribute.AttributeType))
            .Append(type.BaseType)
            .Concat(type.Methods.SelectMany(OfSignature))
            .Concat(type.Methods.Where(method => method.HasBody).SelectMany(method => OfBody(method.Body)));
        return signatures.Where(used => used is not null).SelectMany(Parts);
    }

    private static IEnumerable<TypeReference> OfSignature(MethodDefinition method) =>
        method.Parameters.Select(parameter => parameter.ParameterType).Append(method.ReturnType);

    private static IEnumerable<TypeReference> OfBody(MethodBody body) =>
        body.Variables.Select(variable => variable.VariableType).Concat(body.Instructions.SelectMany(OfOperand));

    private static IEnumerable<TypeReference> OfOperand(Instruction instruction) =>
        instruction.Operand switch
        {
            TypeReference type => [type],
            GenericInstanceMethod method => [method.DeclaringType, .. method.GenericArguments],
            MethodReference method => [method.DeclaringType],
            FieldReference field => [field.DeclaringType],
            _ => [],
        };

    private static IEnumerable<TypeReference> Parts(TypeReference type) =>
        type switch
        {
            GenericInstanceType generic => generic.GenericArguments.SelectMany(Parts).Append(generic.ElementType),
            TypeSpecification specification => Parts(specification.ElementType),
            GenericParameter => [],
            _ => [type],
        };
}
