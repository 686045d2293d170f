using System.Globalization;
using System.Text.Json;

namespace Ispeed.Cli.Tests;

/// <summary>The part of JSON Schema 2020-12 that spec/measurement.schema.json uses; a keyword that is not known here fails the test rather than pass unseen.</summary>
internal sealed class Schema
{
    private readonly JsonElement root;

    private Schema(JsonElement root) => this.root = root;

    public static Schema OfMeasurement()
    {
        using var document = JsonDocument.Parse(
            File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "spec", "measurement.schema.json"))
        );
        return new(document.RootElement.Clone());
    }

    /// <summary>What is wrong with a value; nothing when it conforms.</summary>
    public IReadOnlyList<string> Violations(JsonElement value) => [.. Check(root, value, "$")];

    private IEnumerable<string> Check(JsonElement schema, JsonElement value, string path) =>
        schema.EnumerateObject().SelectMany(keyword => Check(schema, keyword, value, path));

    private IEnumerable<string> Check(JsonElement schema, JsonProperty keyword, JsonElement value, string path)
    {
        var rule = keyword.Value;
        switch (keyword.Name)
        {
            case "$schema" or "$id" or "title" or "description" or "$defs":
                return [];
            case "$ref":
                return Check(root.GetProperty("$defs").GetProperty(rule.GetString()!["#/$defs/".Length..]), value, path);
            case "oneOf":
                return Only(
                    rule.EnumerateArray().Count(option => !Check(option, value, path).Any()) == 1,
                    $"{path}: not exactly one of the options"
                );
            case "type":
                var types =
                    rule.ValueKind == JsonValueKind.Array ? rule.EnumerateArray().Select(type => type.GetString()) : [rule.GetString()];
                return Only(types.Any(type => IsOf(type!, value)), $"{path}: {value.ValueKind} is not {rule}");
            case "required" when value.ValueKind == JsonValueKind.Object:
                return rule.EnumerateArray()
                    .Where(name => !value.TryGetProperty(name.GetString()!, out _))
                    .Select(name => $"{path}: {name} is missing");
            case "properties" when value.ValueKind == JsonValueKind.Object:
                return rule.EnumerateObject()
                    .Where(one => value.TryGetProperty(one.Name, out _))
                    .SelectMany(one => Check(one.Value, value.GetProperty(one.Name), $"{path}.{one.Name}"));
            case "additionalProperties" when value.ValueKind == JsonValueKind.Object:
                return value
                    .EnumerateObject()
                    .Where(member => !schema.GetProperty("properties").TryGetProperty(member.Name, out _))
                    .Select(member => $"{path}: {member.Name} is not known");
            case "enum":
                return Only(
                    rule.EnumerateArray().Any(option => JsonElement.DeepEquals(option, value)),
                    $"{path}: {value} is none of {rule}"
                );
            case "items" when value.ValueKind == JsonValueKind.Array:
                return value.EnumerateArray().SelectMany((item, at) => Check(rule, item, $"{path}[{at}]"));
            case "minimum" when value.ValueKind == JsonValueKind.Number:
                return Only(value.GetDouble() >= rule.GetDouble(), $"{path}: {value} is below {rule}");
            case "maximum" when value.ValueKind == JsonValueKind.Number:
                return Only(value.GetDouble() <= rule.GetDouble(), $"{path}: {value} is above {rule}");
            case "minLength" when value.ValueKind == JsonValueKind.String:
                return Only(value.GetString()!.Length >= rule.GetInt32(), $"{path}: too short");
            case "pattern" when value.ValueKind == JsonValueKind.String:
                return Only(
                    System.Text.RegularExpressions.Regex.IsMatch(value.GetString()!, rule.GetString()!, default, TimeSpan.FromSeconds(1)),
                    $"{path}: {value} is not like {rule}"
                );
            case "format" when value.ValueKind == JsonValueKind.String:
                return Only(IsLike(rule.GetString()!, value.GetString()!), $"{path}: {value} is no {rule}");
            case "required"
            or "properties"
            or "additionalProperties"
            or "items"
            or "minimum"
            or "maximum"
            or "minLength"
            or "pattern"
            or "format":
                return []; // does not speak about values of this kind
            default:
                return [$"{path}: this test does not know the keyword {keyword.Name}"];
        }
    }

    private static IEnumerable<string> Only(bool holds, string violation) => holds ? [] : [violation];

    private static bool IsOf(string type, JsonElement value) =>
        type switch
        {
            "null" => value.ValueKind == JsonValueKind.Null,
            "object" => value.ValueKind == JsonValueKind.Object,
            "string" => value.ValueKind == JsonValueKind.String,
            "array" => value.ValueKind == JsonValueKind.Array,
            "number" => value.ValueKind == JsonValueKind.Number,
            "integer" => value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out _),
            _ => false,
        };

    private static bool IsLike(string format, string text) =>
        format switch
        {
            "uuid" => Guid.TryParseExact(text, "D", out _),
            "date-time" => DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, out _),
            "uri" => Uri.TryCreate(text, UriKind.Absolute, out _),
            _ => false,
        };
}
