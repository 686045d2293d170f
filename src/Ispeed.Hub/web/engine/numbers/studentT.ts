const twoTails = 0.05;
const normalPoint = -1.959963984540054; // lower 2.5 % point of the normal distribution

/**
 * t such that a t-distributed value lies within ± t with 95 % probability. Below two degrees of freedom the value for one is used.
 * G. W. Hill, "Algorithm 396: Student's t-quantiles", CACM 13 (1970) 619–620; relative error below 1e-4 from three degrees on.
 */
export function within95(degrees: number): number {
  if (degrees < 2) {
    return 12.706204736432095;
  }

  if (degrees - 2 < 1e-12) {
    return Math.sqrt(2 / (twoTails * (2 - twoTails)) - 2);
  }

  const n = degrees;
  const a = 1 / (n - 0.5);
  const b = 48 / (a * a);
  let c = (((20700 * a) / b - 98) * a - 16) * a + 96.36;
  const d = ((94.5 / (b + c) - 3) / b + 1) * Math.sqrt((a * Math.PI) / 2) * n;
  let y = (d * twoTails) ** (2 / n);
  if (y <= 0.05 + a) {
    y = (((1 / (((n + 6) / (n * y) - 0.089 * d - 0.822) * (n + 2) * 3) + 0.5 / (n + 4)) * y - 1) * (n + 1)) / (n + 2) + 1 / y;
    return Math.sqrt(n * y);
  }

  const x = normalPoint;
  y = x * x;
  if (n < 5) {
    c += 0.3 * (n - 4.5) * (x + 0.6);
  }

  c = (((0.05 * d * x - 5) * x - 7) * x - 2) * x + b + c;
  y = (((((0.4 * y + 6.3) * y + 36) * y + 94.5) / c - y - 3) / b + 1) * x;
  y = a * y * y;
  y = y > 0.002 ? Math.exp(y) - 1 : 0.5 * y * y + y;
  return Math.sqrt(n * y);
}
