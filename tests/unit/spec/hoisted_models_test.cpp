// Models of a library's subcircuits, moved out of them where nothing is lost by it.

#include "spec/hoisted_models.h"

#include <gtest/gtest.h>

namespace hopspice::spec {
namespace {

TEST(HoistedModels, StandBeforeTheirSubcircuit) {
    EXPECT_EQ(hoist_models(".param p=1\n.subckt s d g s b\n.param l=1 w=1\nm1 d g s b t l={l} "
                           "w={w}\n.model t.0 nmos level=54 lmin=1 vth0={0.5+p}\n.ends s\n"),
              ".param p=1\n.model t.0 nmos level=54 lmin=1 vth0={0.5+p}\n.subckt s d g s b\n"
              ".param l=1 w=1\nm1 d g s b t l={l} w={w}\n.ends s\n");
}

TEST(HoistedModels, HaveNoTermsOfMismatchThatIsOff) {
    const std::string rest = ".subckt s d g s b l=1 w=1\nm1 d g s b t l={l} w={w}\n.ends\n";
    const auto library = [](const char* slope) {
        return std::string(".param slope=") + slope +
               "\n.subckt s d g s b l=1 w=1\nm1 d g s b t l={l} w={w}\n"
               ".model t.0 nmos vth0={0.7+slope*(a/sqrt(l*w))} lvth0=1 u0={1+slope*(l)-b}\n.ends\n";
    };
    EXPECT_EQ(hoist_models(library("0.0")),
              ".param slope=0.0\n.model t.0 nmos vth0={0.7} lvth0=1 u0={1-b}\n" + rest);
    EXPECT_EQ(hoist_models(library("1")), library("1"));
    // Of two values nobody knows which one holds.
    const std::string both = ".param slope=1\n" + library("0");
    EXPECT_EQ(hoist_models(both), both);
}

TEST(HoistedModels, StayWhereTheyDependOnTheInstance) {
    for (const char* library :
         {".subckt s d g s b l=1\nm1 d g s b t l={l}\n.model t nmos vth0={0.7+0.1/l}\n.ends\n",
          ".subckt s d g s b\n.param x=1\nm1 d g s b t\n.model t nmos vth0='x'\n.ends\n",
          ".model t nmos\n.subckt s d g s b\nm1 d g s b t\n.model t nmos vth0=1\n.ends\n",
          ".param z=0\n.subckt s d g s b l=1\n.model t nmos vth0={1+z*(l)*2}\n.ends\n"}) {
        EXPECT_EQ(hoist_models(library), library);
    }
}

}  // namespace
}  // namespace hopspice::spec
