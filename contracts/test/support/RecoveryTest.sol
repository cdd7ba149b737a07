// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {Policy} from "../../src/Policy.sol";
import {Approval, RecoveryModule, Request} from "../../src/RecoveryModule.sol";
import {Scope} from "../../src/RecoveryDigests.sol";
import {Fixture} from "./Fixture.sol";
import {Wallet} from "./Policies.sol";

/// @notice Base of the recovery module's tests: `account` has set the default policy, its epoch is 1.
abstract contract RecoveryTest is Fixture {
    /// @dev Storage slots of the module.
    uint256 internal constant ACCOUNTS_SLOT = 0;
    uint256 internal constant RECOVERIES_SLOT = 1;

    address internal constant STRANGER = 0x5712A96E5712A96E5712a96e5712A96E5712A96e;

    function setUp() public virtual override {
        super.setUp();
        setPolicy(account, policy());
    }

    function policy() internal view returns (Policy memory) {
        return defaultPolicy(address(validator));
    }

    function policyBytes() internal view returns (bytes memory) {
        return abi.encode(policy());
    }

    /// @dev To the new passkey, in place of all others.
    function aRequest() internal view returns (Request memory) {
        return requestOf(address(account), passkeySigner(newPasskey), epochOf(address(account)));
    }

    /// @dev As `aRequest`, and keeps the other passkeys.
    function anAddition() internal view returns (Request memory request) {
        request = aRequest();
        request.replace = false;
    }

    function approvedBy(bytes32 hash, Wallet memory a) internal view returns (Approval[] memory) {
        return approvedBy(policy(), hash, a);
    }

    function approvedBy(bytes32 hash, Wallet memory a, Wallet memory b) internal view returns (Approval[] memory) {
        return approvedBy(policy(), hash, a, b);
    }

    function approvedByAll(bytes32 hash) internal view returns (Approval[] memory) {
        return approvedByAll(policy(), hash);
    }

    function bitOf(Wallet memory wallet) internal view returns (uint16) {
        return bitOf(policy(), wallet);
    }

    /// @dev Started by bob, whose weight of 2 waits 72 hours.
    function started(Request memory request) internal returns (bytes32 hash) {
        hash = hashOf(request);
        module.start(policyBytes(), request, approvedBy(hash, bob));
    }

    /// @dev A guardian that stands alone, of weight 2, with a delay of 72 hours.
    function setSingleGuardian(bytes memory signer) internal returns (Policy memory single) {
        single = policyOf(address(validator), signer, uint32(DELAY));
        setPolicy(account, single);
    }

    /// @dev A list of one approval by the only guardian.
    function byFirst(bytes memory signature) internal pure returns (Approval[] memory) {
        return only(Approval({guardian: 0, signature: signature}));
    }

    /// @dev Writes the epoch into the account's word, and nothing else.
    function storeEpoch(address account_, uint32 epoch) internal {
        bytes32 slot = keccak256(abi.encode(account_, ACCOUNTS_SLOT));
        uint256 word = uint256(vm.load(address(module), slot));
        word = (word & ~(uint256(type(uint32).max) << 40)) | (uint256(epoch) << 40);
        vm.store(address(module), slot, bytes32(word));
    }

    /// @dev `count` chains around this one, which is the 21st.
    function scopesAround(uint256 count) internal pure returns (Scope[] memory scopes) {
        scopes = new Scope[](count);
        for (uint256 i = 0; i < count; ++i) {
            scopes[i] = Scope({chainId: CHAIN_ID + i - 20, epoch: 1});
        }
    }

    function assertState(bytes32 hash, RecoveryModule.State expected) internal view {
        assertEq(uint256(module.state(address(account), hash)), uint256(expected), "state");
    }

    function readyOf(bytes32 hash) internal view returns (uint256) {
        return module.recoveryOf(address(account), hash).ready;
    }

    function isOwner(bytes memory signer) internal view returns (bool) {
        return validator.isOwner(address(account), signer);
    }

    function errorOf(bytes memory revertData) internal pure returns (bytes4) {
        return bytes4(revertData);
    }
}
