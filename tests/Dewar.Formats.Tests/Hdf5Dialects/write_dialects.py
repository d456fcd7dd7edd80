"""Writes small files in the dialects of HDF5 into a folder, with h5py."""
import json
import sys

import h5py
import numpy as np

folder = sys.argv[1]
rng = np.random.default_rng(1)


def nexus():
    with h5py.File(f"{folder}/nexus.nxs", "w") as f:
        f.attrs["NX_class"] = "NXroot"
        f.attrs["default"] = "entry"
        e = f.create_group("entry")
        e.attrs["NX_class"] = "NXentry"
        e.attrs["default"] = "plot"
        e["definition"] = "NXxas"
        e["title"] = "Fe foil"
        e["start_time"] = "2024-05-06T07:08:09.5+02:00"
        u = e.create_group("user")
        u.attrs["NX_class"] = "NXuser"
        u["name"] = "Marie"
        i = e.create_group("instrument")
        i.attrs["NX_class"] = "NXinstrument"
        s = i.create_group("source")
        s.attrs["NX_class"] = "NXsource"
        s["energy"] = 7.0
        s["energy"].attrs["units"] = "GeV"
        s["type"] = "Synchrotron X-ray Source"
        m = i.create_group("mono")
        m.attrs["NX_class"] = "NXmonochromator"
        m["wavelength"] = 1.74
        m["wavelength"].attrs["units"] = "A"
        d = i.create_group("detector")
        d.attrs["NX_class"] = "NXdetector"
        d["distance"] = 500.0
        d["count_time"] = 0.5
        d["count_time"].attrs["units"] = "s"
        a = e.create_group("other")
        a.attrs["NX_class"] = "NXdata"
        a["data"] = np.arange(24.0).reshape(2, 3, 4)
        a["data"].attrs["signal"] = 1
        a["data"].attrs["axes"] = "z:y:x"
        a["z"] = [10.0, 20.0]
        p = e.create_group("plot")
        p.attrs["NX_class"] = "NXdata"
        p.attrs["signal"] = "mu"
        p.attrs["axes"] = ["energy"]
        p.attrs["energy_indices"] = 0
        p["mu"] = np.linspace(0, 1, 50)
        p["energy"] = np.linspace(7000, 7490, 50)
        p["energy"].attrs["units"] = "eV"


def group(parent, name, kind, **attributes):
    made = parent.create_group(name)
    made.attrs["NX_class"] = kind
    for key, value in attributes.items():
        made.attrs[key] = value
    return made


def nexus_plots():
    with h5py.File(f"{folder}/other_entry.nxs", "w") as f:
        data = group(group(f, "entry", "NXentry"), "data", "NXdata", signal="I")
        data["I"] = np.arange(20.0)
    with h5py.File(f"{folder}/plots.nxs", "w") as f:
        f.attrs["default"] = "entry"
        e = group(f, "entry", "NXentry", default="histogram")
        d = group(e, "histogram", "NXdata", signal="counts", axes=["time_of_flight"], auxiliary_signals=["monitor", "missing"])
        d["counts"], d["monitor"] = np.arange(10), np.arange(10) * 2.0
        d["time_of_flight"] = np.linspace(100, 200, 11)
        d["time_of_flight"].attrs["units"] = "us"
        d = group(e, "uneven", "NXdata", signal="counts", axes="edges")
        d["counts"], d["edges"] = np.arange(3), [1.0, 2.0, 4.0, 8.0]
        d = group(e, "photo", "NXdata", signal="rgb", interpretation="rgba-image")
        d["rgb"] = np.arange(20 * 30 * 4).reshape(20, 30, 4).astype("u1")
        d = group(e, "map", "NXdata", signal="mca", axes=["y", "x", "."], interpretation="spectrum")
        d["mca"], d["x"], d["y"] = np.ones((4, 5, 60), "u4"), np.arange(5) * 0.1, np.arange(4) * 0.2
        d = group(e, "old", "NXdata")
        d["picture"] = np.ones((6, 7), "i4")
        d["picture"].attrs["signal"], d["picture"].attrs["axes"] = "1", "[rows,columns]"
        d["rows"], d["columns"] = np.arange(6) * 2.0, np.arange(7) + 0.5
        d = group(e, "body", "NXdata", signal="density", axes=["z", "y", "x"])
        d["density"] = np.ones((5, 6, 7), "f4")
        f["linked"] = h5py.ExternalLink("other_entry.nxs", "/entry")
        f["same"] = h5py.SoftLink("/entry")
    with h5py.File(f"{folder}/volumes.h5", "w") as f:
        f["reconstruction/data"] = np.ones((20, 21, 22), "f4")
        f["frames/data"] = np.ones((20, 21, 22), "f4")


def lonely_master():
    with h5py.File(f"{folder}/lonely_master.h5", "w") as f:
        e = group(f, "entry", "NXentry")
        group(e, "data", "NXdata")["data_000001"] = h5py.ExternalLink("lonely_data_000001.h5", "/entry/data/data")
        detector = group(group(e, "instrument", "NXinstrument"), "detector", "NXdetector")
        detector["bit_depth_image"] = np.uint32(16)
        special = group(detector, "detectorSpecific", "NXcollection")
        for name, value in (("nimages", 10), ("ntrigger", 3), ("x_pixels_in_detector", 1030), ("y_pixels_in_detector", 514)):
            special[name] = np.uint32(value)


def master():
    for n in (1, 2):
        with h5py.File(f"{folder}/scan_data_00000{n}.h5", "w") as f:
            f["entry/data/data"] = np.full((2, 4, 6), n, np.uint32) + np.arange(2, dtype=np.uint32)[:, None, None] * 10
    with h5py.File(f"{folder}/scan_master.h5", "w") as f:
        e = f.create_group("entry")
        e.attrs["NX_class"] = "NXentry"
        d = e.create_group("data")
        d.attrs["NX_class"] = "NXdata"
        for n in (1, 2):
            d[f"data_00000{n}"] = h5py.ExternalLink(f"scan_data_00000{n}.h5", "/entry/data/data")
        i = e.create_group("instrument")
        i.attrs["NX_class"] = "NXinstrument"
        t = i.create_group("detector")
        t.attrs["NX_class"] = "NXdetector"
        t["description"] = "Dectris Eiger 4M"
        t["x_pixel_size"] = 75e-6
        t["x_pixel_size"].attrs["units"] = "m"


def berkeley():
    with h5py.File(f"{folder}/berkeley.emd", "w") as f:
        f.attrs["version_major"] = 0
        f.attrs["version_minor"] = 2
        f.create_group("microscope").attrs["voltage"] = 300.0
        f.create_group("user").attrs["name"] = "Rosalind"
        g = f.create_group("data/cube")
        g.attrs["emd_group_type"] = 1
        g["data"] = np.arange(3 * 4 * 5 * 6, dtype=np.uint16).reshape(3, 4, 5, 6)
        for n, (length, name, unit) in enumerate([(3, "R_x", "[n_m]"), (4, "R_y", "[n_m]"), (5, "Q_x", "[n_m^-1]"), (6, "Q_y", "[n_m^-1]")]):
            g[f"dim{n + 1}"] = np.arange(length) * 0.5
            g[f"dim{n + 1}"].attrs["name"] = name
            g[f"dim{n + 1}"].attrs["units"] = unit


def velox():
    def metadata(detector, index, frames):
        text = json.dumps({
            "Instrument": {"InstrumentModel": "Titan", "Manufacturer": "FEI Company"},
            "Acquisition": {"AcquisitionStartDatetime": {"DateTime": "1700000000"}},
            "Optics": {"AccelerationVoltage": "200000", "OperatingMode": "2", "CameraLength": "0.115"},
            "Stage": {"Position": {"x": "1e-05", "y": "-2e-05", "z": "0"}, "AlphaTilt": "0.5", "BetaTilt": "0"},
            "Scan": {"FrameTime": "2", "DwellTime": "4e-06", "ScanSize": {"width": "3", "height": "2"}},
            "Detectors": {f"Detector-{index}": {"DetectorName": detector, "Dispersion": "5", "OffsetEnergy": "-250", "LiveTime": "30"}},
            "BinaryResult": {"Detector": detector, "DetectorIndex": str(index), "PixelSize": {"width": "2e-10", "height": "2e-10"},
                             "Offset": {"x": "0", "y": "0"}, "PixelUnitX": "m", "PixelUnitY": "m"},
        }).encode()
        column = np.zeros((2000, frames), np.uint8)
        column[: len(text)] = np.frombuffer(text, np.uint8)[:, None]
        return column

    words = h5py.string_dtype()
    with h5py.File(f"{folder}/velox.emd", "w") as f:
        f["Version"] = np.array(['{"format": "Velox", "version": "10"}'], dtype=words)
        f.create_group("Application/Velox")
        image = f.create_group("Data/Image/aa")
        image["Data"] = np.arange(2 * 3 * 4, dtype=np.uint16).reshape(2, 3, 4)
        image["Metadata"] = metadata("HAADF", 0, 4)
        spectrum = f.create_group("Data/Spectrum/bb")
        spectrum["Data"] = np.arange(64, dtype=np.uint32)[:, None]
        spectrum["Metadata"] = metadata("SuperX", 1, 1)
        stream = f.create_group("Data/SpectrumStream/cc")
        events = [5, 65535, 65535, 7, 7, 65535, 65535, 65535, 65535] + [5, 65535] * 6
        stream["Data"] = np.array(events, np.uint16)[:, None]
        stream["Metadata"] = metadata("SuperX", 1, 1)
        stream["AcquisitionSettings"] = np.array(['{"bincount": "16", "RasterScanDefinition": {"Width": "3", "Height": "2"}}'], dtype=words)
        f["Operations/StemInputOperation/x"] = np.array(['{"dataPath": "/Data/Image/aa", "detector": "HAADF"}'], dtype=words)


    # Version 11: displays name references, two detectors have one stream each, a region was scanned; a transform, and energy losses.
    def document(detector, **more):
        return json.loads(metadata(detector, 0, 1)[:, 0].tobytes().split(b"\0")[0]) | more

    def column(value):
        text = json.dumps(value).encode()
        bytes = np.zeros((3000, 1), np.uint8)
        bytes[: len(text), 0] = np.frombuffer(text, np.uint8)
        return bytes

    with h5py.File(f"{folder}/velox11.emd", "w") as f:
        f["Version"] = np.array(['{"format": "Velox", "version": "11"}'], dtype=words)
        scan = {"Scan": {"ScanSize": {"width": "24", "height": "8"}, "ScanArea": {"left": "0.25", "right": "0.375", "top": "0.5", "bottom": "0.75"}},
                "CustomProperties": {"StemMagnification": {"type": "double", "value": "225000"}, "Detectors[BM-Ceta].TimeStamp": {"value": "1512055942914275"}},
                "Acquisition": {}}
        for name, title, data in [("a1", "Ca", np.ones((2, 3, 1), np.float32)), ("a2", "HAADF", np.arange(6, dtype=np.uint16).reshape(2, 3, 1))]:
            f[f"Data/Image/{name}/Data"] = data
            f[f"Data/Image/{name}/Metadata"] = column(document("SuperX", **scan))
            f[f"Displays/ImageDisplay/{name}"] = np.array([json.dumps({"data": f"/SharedProperties/ImageSeriesDataReference/{name}", "id": title})], dtype=words)
            f[f"SharedProperties/ImageSeriesDataReference/{name}"] = np.array([json.dumps({"dataPath": f"/Data/Image/{name}"})], dtype=words)
        half = np.zeros((4, 3, 1), [("realFloatHalfEven", "<f4"), ("imagFloatHalfEven", "<f4")])
        half["realFloatHalfEven"], half["imagFloatHalfEven"] = 3, 4
        f["Data/Image/a0/Data"] = half
        f["Data/Image/a0/Metadata"] = column(document("SuperX"))
        f["SharedProperties/EDSSpectrumQuantificationSettings/e"] = np.array(['{"elementSelection": [20, 29]}'], dtype=words)
        two = {"BinaryResult": {"Detector": "SuperX", "PixelSize": {"width": "1e-9", "height": "1e-9"}, "PixelUnitX": "m", "PixelUnitY": "m", "Offset": {"x": "-1e-8", "y": "0"}},
               "Detectors": {"Detector-4": {"DetectorName": "SuperX1", "Dispersion": "10", "OffsetEnergy": "-250"}}}
        settings = '{"bincount": "16", "StreamEncoding": "uint16", "RasterScanDefinition": {"Width": "24", "Height": "8"}}'
        frame = [5, 65535] * 5 + [5, 6, 65535]
        for name in "st":
            f[f"Data/SpectrumStream/{name}/Data"] = np.array(frame * 3, np.uint16)[:, None]
            f[f"Data/SpectrumStream/{name}/Metadata"] = column(document("SuperX", **scan) | two)
            f[f"Data/SpectrumStream/{name}/AcquisitionSettings"] = np.array([settings], dtype=words)
        f["Data/SpectrumImage/u/Data"] = np.zeros((10, 1), np.uint8)
        f["Data/SpectrumImage/u/Metadata"] = column(document("SuperX", **scan) | two)
        f["Data/SpectrumImage/u/SpectrumImageSettings"] = np.array(['{"endFramePosition": "2"}'], dtype=words)
        f["Data/EelsSpectrumImage/v/Data"] = np.arange(2 * 3 * 7, dtype=np.float32).reshape(3, 7, 2)
        f["Data/EelsSpectrumImage/v/AcquisitionMetadata"] = column({"Data": {"offset": 300, "dispersion": 0.5}})
    with h5py.File(f"{folder}/velox11.emd") as full, h5py.File(f"{folder}/velox_pruned.emd", "w") as f:
        for name in full:
            full.copy(name, f)
        del f["Data/SpectrumStream"]
    with h5py.File(f"{folder}/velox_large.emd", "w") as f:
        f["Version"] = np.array(['{"format": "Velox", "version": "7"}'], dtype=words)
        f["Data/SpectrumStream/s/Data"] = np.array([65535, 7, 65535, 7, 8, 7, 65535], np.uint16)[:, None]
        f["Data/SpectrumStream/s/AcquisitionSettings"] = np.array(['{"bincount": "4096", "RasterScanDefinition": {"Width": "512", "Height": "512"}}'], dtype=words)


def exchange():
    with h5py.File(f"{folder}/exchange.h5", "w") as f:
        f["implements"] = "exchange"
        f["exchange/data"] = rng.integers(0, 1000, (5, 6, 7)).astype(np.uint16)
        f["exchange/data_white"] = np.ones((2, 6, 7), np.uint16)
        f["exchange/theta"] = np.linspace(0, 180, 5)
        f["measurement/sample/name"] = "Tooth"
        f["measurement/instrument/monochromator/energy"] = 25.0
        f["measurement/instrument/monochromator/energy"].attrs["units"] = "keV"


def open_pmd():
    with h5py.File(f"{folder}/openpmd.h5", "w") as f:
        f.attrs["openPMD"] = "1.1.0"
        f.attrs["meshesPath"] = "fields/"
        f.attrs["particlesPath"] = "particles/"
        f.attrs["software"] = "code"
        f.attrs["date"] = "2016-11-29 19:04:41 +0100"
        g = f.create_group("data/100/fields/E")
        g.attrs["axisLabels"] = [b"y", b"x"]
        g.attrs["gridSpacing"] = [2.0, 0.5]
        g.attrs["gridGlobalOffset"] = [0.0, 1.0]
        g.attrs["gridUnitSI"] = 1e-6
        g["x"] = np.arange(12.0).reshape(3, 4)
        f["data/100/particles/electrons/position/x"] = np.arange(9.0)


def zivid():
    with h5py.File(f"{folder}/camera.zdf", "w") as f:
        cloud = np.zeros((4, 5, 3), np.float32)
        cloud[..., 0], cloud[..., 1] = np.meshgrid(np.arange(5), np.arange(4))
        cloud[..., 2] = 100
        cloud[0, 0] = np.nan
        f["data/pointcloud"] = cloud
        f["data/rgba_image"] = rng.integers(0, 256, (4, 5, 4)).astype(np.uint8)
        f["data/contrast"] = np.ones((4, 5), np.float32)


def hyperspy():
    with h5py.File(f"{folder}/map.hspy", "w") as f:
        f.attrs["file_format"] = "HyperSpy"
        f.attrs["file_format_version"] = "3.3"
        g = f.create_group("Experiments/map")
        g["data"] = np.arange(2 * 3 * 8.0).reshape(2, 3, 8)
        for n, (name, scale, unit, scan) in enumerate([("y", 2.0, "nm", True), ("x", 2.0, "nm", True), ("Energy", 10.0, "eV", False)]):
            a = g.create_group(f"axis-{n}")
            a.attrs["name"], a.attrs["scale"], a.attrs["offset"], a.attrs["units"], a.attrs["navigate"] = name, scale, 0.0, unit, scan
        g.create_group("metadata/Acquisition_instrument/TEM").attrs["beam_energy"] = 80.0


def tofwerk():
    with h5py.File(f"{folder}/tof.h5", "w") as f:
        f.create_group("TimingData")
        f["FullSpectra/SumSpectrum"] = np.arange(100.0)
        f["FullSpectra/MassAxis"] = np.arange(100.0) ** 2
        f["PeakData/PeakData"] = np.zeros((3, 4, 5, 6), np.float32)
        f["FIBImages/Image0000/Data"] = np.zeros((8, 9), np.float32)
        p = f.create_group("FIBParams")
        p.attrs["Voltage"], p.attrs["Current"], p.attrs["ViewField"] = 30000.0, 1.2e-10, 0.02


def netcdf():
    with h5py.File(f"{folder}/air.nc", "w") as f:
        f.attrs["_NCProperties"] = "version=2"
        f.attrs["title"] = "Air"
        f["t"] = np.arange(4.0) * 60
        f["t"].attrs["units"] = "s"
        f["t"].make_scale("t")
        f["air"] = np.arange(4 * 20.0).reshape(4, 20)
        f["air"].attrs["long_name"] = "temperature of the air"
        f["air"].attrs["units"] = "K"
        f["air"].dims[0].attach_scale(f["t"])


for write in (nexus, nexus_plots, lonely_master, master, berkeley, velox, exchange, open_pmd, zivid, hyperspy, tofwerk, netcdf):
    write()
print("{}")
