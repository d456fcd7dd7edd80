"""Says what HyperSpy reads in the files that are named: shapes as it counts them, axes and sums."""
import json
import sys

import hyperspy.api as hs

found = {}
for path in sys.argv[1:]:
    signal = hs.load(path)
    found[path] = {
        "navigation": list(signal.axes_manager.navigation_shape),
        "signal": list(signal.axes_manager.signal_shape),
        "scales": [float(axis.scale) for axis in signal.axes_manager._get_axes_in_natural_order()],
        "offsets": [float(axis.offset) for axis in signal.axes_manager._get_axes_in_natural_order()],
        "sum": float(signal.data.astype("float64").sum()),
        "weighted": float((signal.data.astype("float64").ravel() * range(signal.data.size)).sum()),
    }
print(json.dumps(found))
