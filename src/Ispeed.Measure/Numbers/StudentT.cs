namespace Ispeed.Measure.Numbers;

/// <summary>The two-sided 95 % point of Student's t.</summary>
public static class StudentT
{
    private const double TwoTails = 0.05;
    private const double NormalPoint = -1.959963984540054; // lower 2.5 % point of the normal distribution

    /// <summary>t such that a t-distributed value lies within ± t with 95 % probability. Below two degrees of freedom the value for one is used.</summary>
    /// <param name="degrees">Degrees of freedom, not necessarily whole.</param>
    /// <remarks>G. W. Hill, "Algorithm 396: Student's t-quantiles", CACM 13 (1970) 619–620; relative error below 1e-4 from three degrees on.</remarks>
    public static double Within95(double degrees)
    {
        if (degrees < 2)
        {
            return 12.706204736432095;
        }

        if (degrees - 2 < 1e-12)
        {
            return Math.Sqrt(2 / (TwoTails * (2 - TwoTails)) - 2);
        }

        var n = degrees;
        var a = 1 / (n - 0.5);
        var b = 48 / (a * a);
        var c = ((20700 * a / b - 98) * a - 16) * a + 96.36;
        var d = ((94.5 / (b + c) - 3) / b + 1) * Math.Sqrt(a * Math.PI / 2) * n;
        var y = Math.Pow(d * TwoTails, 2 / n);
        if (y <= 0.05 + a)
        {
            y = ((1 / (((n + 6) / (n * y) - 0.089 * d - 0.822) * (n + 2) * 3) + 0.5 / (n + 4)) * y - 1) * (n + 1) / (n + 2) + 1 / y;
            return Math.Sqrt(n * y);
        }

        var x = NormalPoint;
        y = x * x;
        if (n < 5)
        {
            c += 0.3 * (n - 4.5) * (x + 0.6);
        }

        c = (((0.05 * d * x - 5) * x - 7) * x - 2) * x + b + c;
        y = (((((0.4 * y + 6.3) * y + 36) * y + 94.5) / c - y - 3) / b + 1) * x;
        y = a * y * y;
        y = y > 0.002 ? Math.Exp(y) - 1 : 0.5 * y * y + y;
        return Math.Sqrt(n * y);
    }
}
