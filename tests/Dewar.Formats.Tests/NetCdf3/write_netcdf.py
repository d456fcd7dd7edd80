"""Writes files in all classic forms of netCDF with another library."""
import sys

import netCDF4
import numpy

for form in ["NETCDF3_CLASSIC", "NETCDF3_64BIT_OFFSET", "NETCDF3_64BIT_DATA"]:
    for records in [1, 2]:
        with netCDF4.Dataset(f"{sys.argv[1]}/{form}_{records}.nc", "w", format=form) as file:
            file.title = "Made up"
            file.history = "today"
            file.numbers = numpy.array([1, 2, 3], dtype="i4")
            file.createDimension("time", None)
            file.createDimension("y", 3)
            file.createDimension("x", 5)
            x = file.createVariable("x", "f8", ("x",))
            x.units = "mm"
            x[:] = 10 + 0.5 * numpy.arange(5)
            plane = file.createVariable("plane", "i2", ("y", "x"))
            plane.units = "K"
            plane[:] = numpy.arange(15).reshape(3, 5)
            word = file.createVariable("word", "S1", ("x",))
            word[:] = numpy.array(list("hello"), dtype="S1")
            file.createVariable("single", "f4", ())[:] = 2.5
            film = file.createVariable("film", "i1", ("time", "y", "x"))
            film[0:4] = numpy.arange(60).reshape(4, 3, 5)
            if records == 2:
                file.createVariable("height", "f8", ("time",))[0:4] = [1, 2, 3, 4.5]
print("{}")
