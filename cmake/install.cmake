# cmake --install gives a package that find_package(hopspice) finds.
