using Ispeed.Hub.Areas;
using Ispeed.Statistics.Places;

namespace Ispeed.Hub.Coverage;

/// <summary>From the places of a country to those that are black spots or cold (spec/statistics.md, "Black spots").</summary>
internal static class FindBlackSpots
{
    /// <summary>Places of an operator below which Gi* is not asked: its normal approximation needs about thirty.</summary>
    private const int FewestPlacesForCold = 30;

    public static IEnumerable<BlackSpotRow> In(IReadOnlyCollection<PlaceSeen> places)
    {
        var priors = places
            .GroupBy(place => (place.ProvinceCode, place.Place.Operator, place.Place.Medium))
            .ToDictionary(group => group.Key, group => FailureRate.PriorOf(group.Select(place => place.Seen)));
        return places
            .GroupBy(place => (place.Place.Operator, place.Place.Medium))
            .SelectMany(group => Judged([.. group], place => priors[(place.ProvinceCode, place.Place.Operator, place.Place.Medium)]))
            .OrderBy(row => row.Cell, StringComparer.Ordinal)
            .ThenBy(row => row.Operator, StringComparer.Ordinal)
            .ThenBy(row => row.Medium, StringComparer.Ordinal);
    }

    private static IEnumerable<BlackSpotRow> Judged(PlaceSeen[] places, Func<PlaceSeen, FailureRate> priorOf)
    {
        var spots = Array.ConvertAll(places, place => BlackSpot.Judge(place.Seen, place.Days, priorOf(place)));
        var cold = ColdOf(places, spots);
        for (var at = 0; at < places.Length; at++)
        {
            var (place, spot) = (places[at], spots[at]);
            var isCold = cold.Contains(at) && place.Seen.Devices >= BlackSpot.FewestDevices && place.Days >= BlackSpot.FewestDays;
            if (spot.IsBlackSpot || isCold)
            {
                yield return new()
                {
                    Cell = place.Place.Cell,
                    Operator = place.Place.Operator,
                    Medium = place.Place.Medium,
                    ProvinceCode = place.ProvinceCode,
                    CommuneCode = place.CommuneCode,
                    IsBlackSpot = spot.IsBlackSpot,
                    IsCold = isCold,
                    Devices = place.Seen.Devices,
                    FailedDevices = place.Seen.Failed,
                    Days = place.Days,
                    Rate = Math.Round(spot.Rate.Mean, 4),
                    Chance = Math.Round(spot.Chance, 4),
                };
            }
        }
    }

    private static HashSet<int> ColdOf(PlaceSeen[] places, BlackSpot[] spots)
    {
        if (places.Length < FewestPlacesForCold)
        {
            return [];
        }

        // A cell on a province's border may be there from both sides.
        var at = places
            .Select((place, index) => (place.Place.Cell, index))
            .ToLookup(pair => pair.Cell, pair => pair.index, StringComparer.Ordinal);
        return
        [
            .. ColdSpots.Find(
                Array.ConvertAll(spots, spot => -Math.Log(spot.Rate.Mean / (1 - spot.Rate.Mean))),
                Array.ConvertAll(
                    places,
                    IReadOnlyList<int> (place) =>
                        CoarseCell.TryRead(place.Place.Cell, out var cell)
                            ? [.. HexGrid.NeighboursOf(cell).SelectMany(near => at[CoarseCell.Write(near)])]
                            : []
                )
            ),
        ];
    }
}
